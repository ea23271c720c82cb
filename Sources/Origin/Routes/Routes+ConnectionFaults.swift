import NIOCore

extension Routes {
  static let connectionFaults = [
    fault(
      "reset-in-headers", "half of the headers, then a reset",
      sends: "\(okHead)Content-Len", then: .reset),
    fault(
      "close-in-headers", "half of the headers, then the end of the connection",
      sends: "\(okHead)Content-Len", then: .close),
    fault(
      "reset-after-headers", "headers and no body, then a reset",
      sends: "\(okHead)Content-Length: 10\r\n\r\n", then: .reset),
    fault(
      "close-after-headers", "headers and no body, then the end of the connection",
      sends: "\(okHead)Content-Length: 10\r\n\r\n", then: .close),
    fault(
      "silent-after-headers", "headers, then nothing",
      sends: "\(okHead)Content-Length: 10\r\n\r\n", then: .stall),
    fault(
      "reset-in-body", "half of the body, then a reset",
      sends: "\(okHead)Content-Length: 10\r\n\r\nhello", then: .reset),
    fault(
      "close-in-body", "half of the body, then the end of the connection",
      sends: "\(okHead)Content-Length: 10\r\n\r\nhello", then: .close),
    fault(
      "close-when-reused", "200 to the first request of a connection, closes it at a later one"
    ) { request throws(Refusal) in
      request.number == 1 ? .text("ok\n") : .close
    },
    fault(
      "close-after-response?ms=20",
      "200 with no word of closing, and so many milliseconds later the end of the connection"
    ) { request throws(Refusal) in
      let time = try request.number(parameter: "ms", in: 0...longestWait) ?? 20
      var response = Response.text("ok\n")
      response.ending = .closeLater(.milliseconds(Int64(time)))
      return .respond(response)
    },
  ]
}
