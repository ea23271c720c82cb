import NIOCore
import NIOHTTP1

/// Pages that change when they are told to, and know who has seen them.
extension Routes {
  static let pages = [
    Route(
      "/page/KEY/N?validator=etag",
      "N bytes of text that change with /page-change/KEY, or 304; validator may be date, weak, renamed (by 304) or none",
      page),
    Route("/page-change/KEY", "changes the pages of KEY", changePage),
  ]

  @Sendable private static func page(_ request: Request, _ ledger: Ledger) throws(Refusal) -> Reply
  {
    try request.expect(arguments: 2)
    let key = try request.argument(0)
    let kind: Validators.Kind = try choice("validator", request.target) ?? .etag
    let version = ledger.visits(pageKey(key))
    let validators = kind.of("\(key)-\(request.target.segments[2])", version: version)
    guard !validators.areKnown(to: request.head) else { return .respond(validators.notModified) }
    let line = "version \(version) of \(key)\n"
    let size = min(try request.byteCount(1), largestPage)
    let text = String(repeating: line, count: size / line.utf8.count + 1).utf8.prefix(size)
    var response = Response(headers: Response.plainText, body: ByteBuffer(bytes: text))
    validators.add(to: &response.headers)
    return .respond(response)
  }

  @Sendable private static func changePage(
    _ request: Request, _ ledger: Ledger
  ) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    _ = ledger.visit(pageKey(try request.argument(0)))
    return .text("changed\n")
  }

  private static func pageKey(_ key: String) -> String { "page/\(key)" }

  private static let largestPage = 1 << 20
}
