import NIOCore
import NIOHTTP1

extension Routes {
  static let bodies = [
    Route("/bytes/N", "N bytes, up to 2^40, or a range of them; N may end in K, M or G", bytes),
    Route("/gzip/N", "N times the letter a, gzip-encoded", gzip),
    Route("/chunked/N?piece=8192", "N bytes in chunks", chunked),
    Route("/drip/N?ms=100", "N bytes, one every so many milliseconds", drip),
    Route("/stall/N", "N bytes of 2N, then nothing", stall),
    Route("/truncate/N", "half of N bytes, then the end of the connection", truncate),
  ]

  static let longestWait = 86_400_000

  @Sendable private static func bytes(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let count = try request.byteCount(0)
    let validators = Validators(
      etag: "\"bytes-\(count)\"", lastModified: "Thu, 01 Jan 2026 00:00:00 GMT")
    guard !validators.areKnown(to: request.head) else { return .respond(validators.notModified) }
    let resource = Resource(size: count, validators: validators)
    return .respond(resource.response(resource.selection(for: request.head)))
  }

  @Sendable private static func gzip(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    return .respond(gzipped(try request.byteCount(0)))
  }

  @Sendable private static func chunked(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let count = try request.byteCount(0)
    let piece = try request.number(parameter: "piece", in: 1...PatternRun.largestPiece)
    let run = PatternRun(count: count, piece: piece ?? 8192)
    return .respond(Response(headers: octets, framing: .chunked, body: .pattern(run)))
  }

  @Sendable private static func drip(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let run = PatternRun(count: try request.byteCount(0), piece: 1)
    let pause = try request.number(parameter: "ms", in: 0...longestWait) ?? 100
    var response = Response(headers: octets, framing: .length(run.count), body: .pattern(run))
    response.interval = .milliseconds(Int64(pause))
    return .respond(response)
  }

  @Sendable private static func stall(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let count = try request.byteCount(0)
    var response = pattern(count)
    response.framing = .length(2 * count)
    response.ending = .stall
    return .respond(response)
  }

  @Sendable private static func truncate(_ request: Request, _: Ledger) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let count = try request.byteCount(0)
    var response = pattern(count / 2)
    response.framing = .length(count)
    response.ending = .close
    return .respond(response)
  }

  static func gzipped(_ count: Int) -> Response {
    let run = GzipRun(count: count)
    let headers: HTTPHeaders = ["Content-Type": "text/plain", "Content-Encoding": "gzip"]
    return Response(headers: headers, framing: .length(run.length), body: .gzip(run))
  }

  static func pattern(_ count: Int) -> Response {
    Response(headers: octets, framing: .length(count), body: .pattern(PatternRun(count: count)))
  }

  static let octets: HTTPHeaders = ["Content-Type": "application/octet-stream"]
}
