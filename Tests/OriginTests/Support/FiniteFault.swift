import Testing

/// A fault that comes to an end: the bytes it is due to send, and what becomes of the connection.
struct FiniteFault: Sendable, CustomTestStringConvertible {
  enum Ending { case kept, silent, closed, reset }

  let name: String
  let bytes: [UInt8]
  let ending: Ending

  init(_ name: String, _ text: String, _ ending: Ending) {
    self.init(name, Array(text.utf8), ending)
  }

  init(_ name: String, _ bytes: [UInt8], _ ending: Ending) {
    self.name = name
    self.bytes = bytes
    self.ending = ending
  }

  var testDescription: String { name }

  static let all = connections + heads + headers + lengths + chunks + encodings + redirects

  static let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\(three)"
  private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
  private static let ten = "Content-Length: 10\r\n\r\n"
  private static let three = "Content-Length: 3\r\n\r\nok\n"

  private static let connections = [
    FiniteFault("reset-in-headers", "\(head)Content-Len", .reset),
    FiniteFault("close-in-headers", "\(head)Content-Len", .closed),
    FiniteFault("reset-after-headers", "\(head)\(ten)", .reset),
    FiniteFault("close-after-headers", "\(head)\(ten)", .closed),
    FiniteFault("silent-after-headers", "\(head)\(ten)", .silent),
    FiniteFault("reset-in-body", "\(head)\(ten)hello", .reset),
    FiniteFault("close-in-body", "\(head)\(ten)hello", .closed),
    FiniteFault("close-after-response", ok, .closed),
  ]

  private static let heads = [
    FiniteFault(
      "garbage-status", [0, 0x16, 3, 0xff, 0xfe, 0x80, 0x1b] + Array("[2J\r\n\r\n".utf8), .closed),
    FiniteFault("bad-version", "HTTP/9.9 200 OK\r\n\(three)", .closed),
    FiniteFault("bad-status-code", "HTTP/1.1 2x0 OK\r\n\(three)", .closed),
    FiniteFault("long-status-code", "HTTP/1.1 20000 OK\r\n\(three)", .closed),
    FiniteFault("http09", "It has no head.\n", .closed),
    FiniteFault(
      "interim-switch",
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n", .closed),
    FiniteFault("interim-then-ok?n=0", "\(head)\(three)", .kept),
    FiniteFault(
      "interim-then-ok?n=2",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\(head)\(three)", .kept),
  ]

  private static let headers = [
    FiniteFault("header-no-colon", "\(head)no colon here\r\n\(three)", .kept),
    FiniteFault("header-nul", "\(head)X-Nul: a\0b\r\n\(three)", .kept),
    FiniteFault(
      "header-obs-fold", "\(head)X-Folded: one\r\n two\r\n\tthree\r\n\(three)", .kept),
    FiniteFault("header-fold-first", "HTTP/1.1 200 OK\r\n folded: first\r\n\(three)", .closed),
    FiniteFault("header-blank-before-colon", "\(head)Content-Length : 500\r\n\r\nhalf", .closed),
    FiniteFault(
      "header-folded-length", "\(head)Content-Length: 1\r\n 2\r\n\r\nhello, world", .closed),
    FiniteFault(
      "header-bare-return", "HTTP/1.1 200 OK\rContent-Length: 20\r\n\r\nhello, world", .closed),
    FiniteFault(
      "header-escape",
      Array("HTTP/1.1 200 OK\r\nContent-Type: text/".utf8)
        + [0x1b] + Array("[31mplain".utf8) + [0xc2, 0x9b] + Array("32m".utf8)
        + [0x9b] + Array("33m\r\nETag: \"".utf8)
        + [0x1b] + Array("]0;title".utf8) + [7]
        + [0xe2, 0x80, 0xae] + Array("gnp".utf8) + [0xe2, 0x81, 0xa6] + Array("exe".utf8)
        + [0xe2, 0x80, 0x8f] + Array("\"\r\n\(three)".utf8), .kept),
  ]

  private static let lengths = [
    FiniteFault("length-too-long", "\(head)Content-Length: 6\r\n\r\nhello", .closed),
    FiniteFault(
      "length-too-short",
      "\(head)Content-Length: 5\r\n\r\nhello\(head)Content-Length: 5\r\n\r\nworld", .kept),
    FiniteFault("length-negative", "\(head)Content-Length: -5\r\n\r\nhello", .closed),
    FiniteFault(
      "length-doubled", "\(head)Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello", .closed),
    FiniteFault(
      "length-repeated", "\(head)Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", .kept),
    FiniteFault("length-garbage", "\(head)Content-Length: 12abc\r\n\r\nhello, world", .closed),
    FiniteFault(
      "length-huge", "\(head)Content-Length: 18446744073709551616\r\n\r\nhello", .closed),
    FiniteFault(
      "encoding-and-length",
      "\(head)Content-Length: 10\r\nTransfer-Encoding: identity\r\n\r\nhello", .closed),
    FiniteFault(
      "encoding-of-transfer",
      "\(head)Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", .kept),
    FiniteFault(
      "length-and-chunked",
      "\(head)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", .kept
    ),
  ]

  private static let chunkedHead = "\(head)Transfer-Encoding: chunked\r\n\r\n"

  private static let chunks = [
    FiniteFault("chunk-bad-size", "\(chunkedHead)xyz\r\nhello\r\n0\r\n\r\n", .closed),
    FiniteFault("chunk-huge-size", "\(chunkedHead)ffffffffffffffffff\r\nhello", .closed),
    FiniteFault("chunk-negative", "\(chunkedHead)-5\r\nhello\r\n0\r\n\r\n", .closed),
    FiniteFault("chunk-no-line-end", "\(chunkedHead)5\r\nhello5\r\nworld0\r\n\r\n", .closed),
    FiniteFault("chunk-truncated", "\(chunkedHead)5\r\nhello\r\n", .closed),
  ]

  private static let encodings = [
    FiniteFault(
      "gzip-broken",
      Array("\(head)Content-Encoding: gzip\r\nContent-Length: 74\r\n\r\n".utf8)
        + [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] + [UInt8](repeating: 0xff, count: 64), .kept),
    FiniteFault(
      "gzip-mislabelled",
      "\(head)Content-Encoding: gzip\r\nContent-Length: 22\r\n\r\nIt is no gzip at all.\n", .kept),
    FiniteFault(
      "encoding-unknown",
      "\(head)Content-Encoding: rot13\r\nContent-Length: 6\r\n\r\nuryyb\n", .kept),
  ]

  private static let redirects = [
    redirect("redirect-file", to: "file:///etc/passwd"),
    redirect("redirect-private", to: "http://10.0.0.1/"),
    redirect("redirect-space", to: "/bytes/5?a b"),
    redirect("redirect-long", to: "/bytes/5?" + String(repeating: "x", count: 10240)),
    redirect("redirect-control", to: "/bytes/5?a\u{1b}[31mb"),
    redirect("redirect-credentials", to: "http://user:secret@origin.test/echo"),
  ]

  private static func redirect(_ name: String, to location: String) -> FiniteFault {
    FiniteFault(
      name,
      "HTTP/1.1 302 Found\r\nContent-Type: text/plain; charset=utf-8\r\nLocation: \(location)\r\n"
        + "Content-Length: 9\r\n\r\nredirect\n", .kept)
  }
}
