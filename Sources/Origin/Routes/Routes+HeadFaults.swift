import NIOCore

extension Routes {
  static let headFaults = [
    fault(
      "garbage-status", "bytes that are no HTTP, zero and high ones among them",
      sends: [0x00, 0x16, 0x03, 0xff, 0xfe, 0x80, 0x1b] + "[2J\r\n\r\n".utf8, then: .close),
    fault(
      "bad-version", "HTTP/9.9",
      sends: "HTTP/9.9 200 OK\r\nContent-Length: 3\r\n\r\nok\n", then: .close),
    fault(
      "bad-status-code", "a status code that is no number",
      sends: "HTTP/1.1 2x0 OK\r\nContent-Length: 3\r\n\r\nok\n", then: .close),
    fault(
      "long-status-code", "a status code of five digits",
      sends: "HTTP/1.1 20000 OK\r\nContent-Length: 3\r\n\r\nok\n", then: .close),
    fault("http09", "a body without headers", sends: "It has no head.\n", then: .close),
    fault(
      "interim-flood", "103 Early Hints without end, and no response",
      thenEndlessly: "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"),
    fault(
      "interim-switch", "101 Switching Protocols, which nobody asked for",
      sends: "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n",
      then: .close),
    fault("interim-then-ok?n=3", "100 Continue n times, up to 10,000, then 200", interimThenOK),
  ]

  static let headerFaults = [
    fault(
      "header-endless", "header lines without end",
      sends: okHead, thenEndlessly: "X-More: and more\r\n"),
    fault(
      "header-endless-line", "one header line without end",
      sends: "\(okHead)X-Long: ", thenEndlessly: "a"),
    fault(
      "header-no-colon", "a header line without a colon",
      sends: "\(okHead)no colon here\r\n\(okEnd)", then: .complete),
    fault(
      "header-nul", "a zero byte in a header",
      sends: "\(okHead)X-Nul: a\0b\r\n\(okEnd)", then: .complete),
    fault(
      "header-obs-fold", "a header over three lines",
      sends: "\(okHead)X-Folded: one\r\n two\r\n\tthree\r\n\(okEnd)", then: .complete),
    fault(
      "header-fold-first", "a header that goes on from none before it",
      sends: "HTTP/1.1 200 OK\r\n folded: first\r\n\(okEnd)", then: .close),
    fault(
      "header-blank-before-colon", "a blank before the colon of Content-Length",
      sends: "\(okHead)Content-Length : 500\r\n\r\nhalf", then: .close),
    fault(
      "header-folded-length", "a Content-Length on the next line",
      sends: "\(okHead)Content-Length: 1\r\n 2\r\n\r\nhello, world", then: .close),
    fault(
      "header-bare-return", "a CR in the status line",
      sends: "HTTP/1.1 200 OK\rContent-Length: 20\r\n\r\nhello, world", then: .close),
    fault(
      "header-escape", "terminal escapes and marks of writing direction in Content-Type and ETag",
      sends: escapes, then: .complete),
  ]

  private static let okEnd = "Content-Length: 3\r\n\r\nok\n"

  /// ESC, the C1 control CSI in UTF-8 and as a single byte, which is no UTF-8, and bidi marks.
  private static let escapes: [UInt8] =
    Array("HTTP/1.1 200 OK\r\nContent-Type: text/\u{1b}[31mplain\u{9b}32m".utf8) + [0x9b]
    + Array("33m\r\nETag: \"\u{1b}]0;title\u{7}\u{202e}gnp\u{2066}exe\u{200f}\"\r\n\(okEnd)".utf8)

  @Sendable private static func interimThenOK(_ request: Request) throws(Refusal) -> Reply {
    let count = try request.number(parameter: "n", in: 0...10_000) ?? 3
    let interim = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: count)
    let bytes = ByteBuffer(string: "\(interim)\(okHead)\(okEnd)")
    return .respond(.raw(.buffer(bytes), then: .complete))
  }
}
