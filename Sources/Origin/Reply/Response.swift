import NIOCore
import NIOHTTP1

/// A response as a plan: head, where the body comes from, at what pace and how it ends.
struct Response: Sendable {
  enum Framing: Sendable, Equatable {
    /// `Content-Length` with this number of bytes, whatever the body then does.
    case length(Int)
    case chunked
    /// Neither header nor body, as for 204 and 304.
    case none
    /// No head: the bytes of the body are all there is on the wire, whatever they are.
    case raw
  }

  enum Ending: Sendable {
    case complete
    /// Keep the connection and send nothing more.
    case stall
    /// Close the connection.
    case close
    /// The same, so long after the last byte: an unpleasant surprise for who keeps it for reuse.
    case closeLater(TimeAmount)
    /// Close the connection with a TCP reset.
    case reset
  }

  var status: HTTPResponseStatus
  var headers: HTTPHeaders
  var framing: Framing
  var body: BodySource
  var ending = Ending.complete
  /// Time before the head is sent.
  var delay: TimeAmount?
  /// Time between pieces of the body; the head is sent at once.
  var interval: TimeAmount?

  /// A body in memory.
  init(status: HTTPResponseStatus = .ok, headers: HTTPHeaders, body: ByteBuffer) {
    self.status = status
    self.headers = headers
    framing = .length(body.readableBytes)
    self.body = .buffer(body)
  }

  /// A body that is made as it is sent.
  init(status: HTTPResponseStatus = .ok, headers: HTTPHeaders, framing: Framing, body: BodySource) {
    self.status = status
    self.headers = headers
    self.framing = framing
    self.body = body
  }

  /// Bytes that need be no HTTP. A `complete` one should be, or the client can't tell its end.
  static func raw(_ bytes: BodySource, then ending: Ending) -> Response {
    var response = Response(headers: [:], framing: .raw, body: bytes)
    response.ending = ending
    return response
  }

  /// A line of plain text, or no body at all if the status rules one out.
  static func text(_ text: String, status: HTTPResponseStatus = .ok) -> Response {
    if !status.mayHaveResponseBody {
      return Response(status: status, headers: [:], framing: .none, body: .empty)
    }
    return Response(status: status, headers: plainText, body: ByteBuffer(string: text))
  }

  static let plainText: HTTPHeaders = ["Content-Type": "text/plain; charset=utf-8"]
  static let html: HTTPHeaders = ["Content-Type": "text/html; charset=utf-8"]
  static let json: HTTPHeaders = ["Content-Type": "application/json"]
}

extension Reply {
  static func text(_ text: String, status: HTTPResponseStatus = .ok) -> Reply {
    .respond(.text(text, status: status))
  }
}
