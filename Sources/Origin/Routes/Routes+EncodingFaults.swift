import NIOCore
import NIOHTTP1

extension Routes {
  static let encodingFaults = [
    fault(
      "gzip-broken", "a gzip header, then what is no deflate",
      encoded("gzip", ByteBuffer(bytes: GzipRun.header + [UInt8](repeating: 0xff, count: 64)))),
    fault("gzip-truncated", "half of a gzip stream", encoded("gzip", half(of: stream))),
    fault(
      "gzip-trailing", "a gzip stream with garbage after it",
      encoded("gzip", ByteBuffer(bytes: stream.readableBytesView + "garbage".utf8))),
    fault(
      "gzip-mislabelled", "plain text that says gzip",
      encoded("gzip", ByteBuffer(string: "It is no gzip at all.\n"))),
    fault("gzip-bomb?bytes=1G", "so many times the letter a, in 1/1032 of that") {
      request throws(Refusal) in
      try .respond(gzipped(Request.byteCount(request.target.parameter("bytes") ?? "1G")))
    },
    fault(
      "encoding-unknown", "Content-Encoding: rot13",
      encoded("rot13", ByteBuffer(string: "uryyb\n"))),
    fault(
      "encoding-stacked", "Content-Encoding: gzip, 20 times over",
      encoded([String](repeating: "gzip", count: 20).joined(separator: ", "), stream)),
  ]

  private static let stream = GzipRun(count: 1000).all()

  private static func half(of buffer: ByteBuffer) -> ByteBuffer {
    ByteBuffer(bytes: buffer.readableBytesView.prefix(buffer.readableBytes / 2))
  }

  private static func encoded(_ encoding: String, _ body: ByteBuffer) -> Response {
    let headers: HTTPHeaders = ["Content-Type": "text/plain", "Content-Encoding": encoding]
    return Response(headers: headers, body: body)
  }
}
