import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Routes {
  static let inspection = [
    Route("/echo", "the request as JSON", echo),
    Route("/basic-auth/USER/PASS", "200 with these credentials, else 401", basicAuth),
    Route("/headers?Name=Value&...", "the query as response headers", headers),
    Route("/big-headers/N", "about N bytes of headers, up to 16 MB", bigHeaders),
    Route("/counts", "what was counted so far; /counts/reset starts again", counts),
  ]

  /// Echoed bodies are held in memory, so they have a limit: 16 MB.
  static let largestEcho = 16 << 20

  private struct Echo: Encodable {
    let method: String
    let uri: String
    let httpVersion: String
    let headers: [[String]]
    let body: String
    let remoteAddress: String?
  }

  @Sendable private static func echo(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    if request.isBodyCut {
      throw Refusal(status: .payloadTooLarge, reason: "echoes up to \(largestEcho) bytes")
    }
    let head = request.head
    let remote = request.remote.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" }
    return try json(
      Echo(
        method: head.method.rawValue, uri: head.uri,
        httpVersion: "\(head.version.major).\(head.version.minor)",
        headers: head.headers.map { [$0.name, $0.value] },
        body: String(decoding: request.body.readableBytesView, as: UTF8.self),
        remoteAddress: remote))
  }

  @Sendable private static func basicAuth(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 2)
    let credentials = "\(try request.argument(0)):\(try request.argument(1))"
    let expected = Data(credentials.utf8).base64EncodedString()
    let given = request.head.headers.first(name: "authorization")?.split(separator: " ") ?? []
    if given.count == 2, given[0].lowercased() == "basic", given[1] == expected {
      return .text("welcome\n")
    }
    var response = Response.text("who are you?\n", status: .unauthorized)
    response.headers.add(name: "WWW-Authenticate", value: "Basic realm=\"origin\"")
    return .respond(response)
  }

  @Sendable private static func headers(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 0)
    var response = Response.text("ok\n")
    for (name, value) in request.target.parameters {
      guard isToken(name), isHeaderValue(value) else {
        throw .badRequest("not a header: \(name)")
      }
      switch name.lowercased() {
      case "content-length", "transfer-encoding", "connection":
        throw .badRequest("\(name) is not for you to set")
      case "content-type": response.headers.replaceOrAdd(name: name, value: value)
      default: response.headers.add(name: name, value: value)
      }
    }
    return .respond(response)
  }

  @Sendable private static func bigHeaders(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let count = try request.byteCount(0)
    guard count <= 16 << 20 else { throw .badRequest("N must be 0...16M") }
    var response = Response.text("ok\n")
    // A line of 1024 bytes, with its name, colon, space and line end.
    let value = String(repeating: "a", count: 1024 - "X-Big-00000: \r\n".utf8.count)
    for line in 0..<((count + 1023) / 1024) {
      response.headers.add(name: "X-Big-\(String(100_000 + line).dropFirst())", value: value)
    }
    return .respond(response)
  }

  @Sendable private static func counts(
    _ request: Request, _ ledger: Ledger
  ) throws(Refusal) -> Reply {
    if request.argumentCount == 0 { return try json(ledger.counts()) }
    try request.expect(arguments: 1)
    guard try request.argument(0) == "reset" else { throw .notFound }
    ledger.reset()
    return .text("ok\n")
  }

  private static func json(_ value: some Encodable) throws(Refusal) -> Reply {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      var body = ByteBuffer(bytes: try encoder.encode(value))
      body.writeStaticString("\n")
      return .respond(Response(headers: Response.json, body: body))
    } catch {
      throw Refusal(status: .internalServerError, reason: "\(error)")
    }
  }

  /// Whether a name is what RFC 9110 calls a token.
  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
