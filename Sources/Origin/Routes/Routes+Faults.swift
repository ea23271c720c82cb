import NIOCore
import NIOHTTP1

extension Routes {
  static let faults = [
    Route("/status/CODE", "that status, 200...999", status),
    Route("/delay/MS?bytes=N", "200 after MS milliseconds; MIN-MAX picks by the URL", delay),
    Route("/hang", "never answers") { _, _ throws(Refusal) in .hang },
    Route("/close", "closes the connection") { _, _ throws(Refusal) in .close },
    Route("/reset", "resets the connection") { _, _ throws(Refusal) in .reset },
  ]

  @Sendable private static func status(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let code = try request.number(0, in: 200...999, "CODE")
    return .text("\(code)\n", status: HTTPResponseStatus(statusCode: code))
  }

  @Sendable private static func delay(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let milliseconds = try wait(in: try request.argument(0), for: request.head.uri)
    var response = Response.text("ok\n")
    if let count = request.target.parameter("bytes") {
      response = pattern(try Request.byteCount(count))
    }
    response.delay = .milliseconds(Int64(milliseconds))
    return .respond(response)
  }

  /// `MS`, or one of `MIN-MAX` that is always the same for the same URL.
  private static func wait(in text: String, for uri: String) throws(Refusal) -> Int {
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard bounds.count <= 2, let first = bounds.first, let last = bounds.last,
      let low = first, let high = last, 0 <= low, low <= high, high <= longestWait
    else { throw .badRequest("MS must be 0...\(longestWait), or MIN-MAX within it") }
    return low + Int(hash(uri) % UInt64(high - low + 1))
  }

  /// FNV-1a and a final mix, since the hash is used modulo a small number.
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    return hash ^ hash >> 33
  }
}
