import Testing

/// A fault without end: what it is due to send once, and then again and again.
struct EndlessFault: Sendable, CustomTestStringConvertible {
  let name: String
  let opening: String
  let unit: String

  var testDescription: String { name }

  static let all = [
    EndlessFault(
      name: "interim-flood", opening: "",
      unit: "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"),
    EndlessFault(name: "header-endless", opening: head, unit: "X-More: and more\r\n"),
    EndlessFault(name: "header-endless-line", opening: "\(head)X-Long: ", unit: "a"),
    EndlessFault(name: "chunk-endless-size", opening: chunkedHead, unit: "0"),
    EndlessFault(name: "chunk-endless-extension", opening: "\(chunkedHead)5;name=", unit: "a"),
    EndlessFault(
      name: "chunk-endless-trailers", opening: "\(chunkedHead)5\r\nhello\r\n0\r\n",
      unit: "X-More: and more\r\n"),
    EndlessFault(name: "body-endless", opening: "\(head)\r\n", unit: "It goes on and on.\n"),
    EndlessFault(
      name: "body-endless-chunked", opening: chunkedHead,
      unit: "400\r\n\(String(repeating: "a", count: 1024))\r\n"),
  ]

  private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
  private static let chunkedHead = "\(head)Transfer-Encoding: chunked\r\n\r\n"
}
