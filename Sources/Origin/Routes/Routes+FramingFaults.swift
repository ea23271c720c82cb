extension Routes {
  static let lengthFaults = [
    fault(
      "length-too-long", "one byte less than Content-Length says",
      sends: "\(okHead)Content-Length: 6\r\n\r\nhello", then: .close),
    fault(
      "length-too-short", "a second response after the end that Content-Length gives the first",
      sends: "\(okHead)Content-Length: 5\r\n\r\nhello\(okHead)Content-Length: 5\r\n\r\nworld",
      then: .complete),
    fault(
      "length-negative", "Content-Length: -5",
      sends: "\(okHead)Content-Length: -5\r\n\r\nhello", then: .close),
    fault(
      "length-doubled", "two different Content-Length",
      sends: "\(okHead)Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello", then: .close),
    fault(
      "length-repeated", "the same Content-Length twice",
      sends: "\(okHead)Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", then: .complete),
    fault(
      "length-garbage", "Content-Length: 12abc",
      sends: "\(okHead)Content-Length: 12abc\r\n\r\nhello, world", then: .close),
    fault(
      "length-huge", "a Content-Length of 2^64",
      sends: "\(okHead)Content-Length: 18446744073709551616\r\n\r\nhello", then: .close),
    fault(
      "length-and-chunked", "chunks and a Content-Length",
      sends:
        "\(okHead)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      then: .complete),
  ]

  static let chunkFaults = [
    fault(
      "encoding-and-length", "half of a Content-Length, and Transfer-Encoding: identity",
      sends: "\(okHead)Content-Length: 10\r\nTransfer-Encoding: identity\r\n\r\nhello", then: .close
    ),
    fault(
      "encoding-of-transfer", "Transfer-Encoding: gzip",
      sends: "\(okHead)Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      then: .complete),
    fault(
      "chunk-bad-size", "a chunk whose size is no number",
      sends: "\(chunkedHead)xyz\r\nhello\r\n0\r\n\r\n", then: .close),
    fault(
      "chunk-huge-size", "a chunk whose size has 18 digits",
      sends: "\(chunkedHead)ffffffffffffffffff\r\nhello", then: .close),
    fault(
      "chunk-negative", "a chunk of -5 bytes",
      sends: "\(chunkedHead)-5\r\nhello\r\n0\r\n\r\n", then: .close),
    fault(
      "chunk-no-line-end", "chunks without a line end after them",
      sends: "\(chunkedHead)5\r\nhello5\r\nworld0\r\n\r\n", then: .close),
    fault(
      "chunk-truncated", "chunks without the last one",
      sends: "\(chunkedHead)5\r\nhello\r\n", then: .close),
    fault(
      "chunk-endless-size", "a chunk size of zeros without end",
      sends: chunkedHead, thenEndlessly: "0"),
    fault(
      "chunk-endless-extension", "a chunk extension without end",
      sends: "\(chunkedHead)5;name=", thenEndlessly: "a"),
    fault(
      "chunk-endless-trailers", "trailers without end",
      sends: "\(chunkedHead)5\r\nhello\r\n0\r\n", thenEndlessly: "X-More: and more\r\n"),
  ]

  static let bodyFaults = [
    fault(
      "body-endless", "a body without length or end",
      sends: "\(okHead)\r\n", thenEndlessly: "It goes on and on.\n"),
    fault(
      "body-endless-chunked", "chunks without end",
      sends: chunkedHead, thenEndlessly: "400\r\n\(String(repeating: "a", count: 0x400))\r\n"),
  ]

  private static let chunkedHead = "\(okHead)Transfer-Encoding: chunked\r\n\r\n"
}
