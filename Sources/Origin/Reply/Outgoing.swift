import NIOCore
import NIOHTTP1

/// A response fitted to the request it answers: the head as it goes out, and what is left to send.
struct Outgoing {
  /// Of version 0.9 if there is none.
  let head: HTTPResponseHead
  let ending: Response.Ending
  /// Whether the connection ends with this response when it is complete.
  let closes: Bool
  /// Time between pieces; nil sends them as fast as the client takes them.
  let interval: TimeAmount?
  private let isChunked: Bool
  private var body: BodySource

  init(_ response: Response, to request: HTTPRequestHead) {
    let isRaw = response.framing == .raw
    var headers = response.headers
    let knowsChunked = request.version == .http1_1
    // A protocol switch that we don't take leaves NIO's parser stopped, so end the connection.
    let wantsOtherProtocol = request.method == .CONNECT || request.headers.contains(name: "upgrade")
    let announcesClose =
      !request.isKeepAlive || wantsOtherProtocol
      || (response.framing == .chunked && !knowsChunked)
    switch response.framing {
    case .length(let count): headers.add(name: "Content-Length", value: String(count))
    case .chunked where knowsChunked: headers.add(name: "Transfer-Encoding", value: "chunked")
    case .chunked, .none, .raw: break
    }
    if announcesClose {
      headers.add(name: "Connection", value: "close")
    } else if !knowsChunked {
      headers.add(name: "Connection", value: "keep-alive")
    }
    let version = isRaw ? HTTPVersion.http0_9 : knowsChunked ? .http1_1 : .http1_0
    head = HTTPResponseHead(version: version, status: response.status, headers: headers)

    let hasBody = isRaw || (request.method != .HEAD && response.framing != .none)
    body = hasBody ? response.body : .empty
    isChunked = hasBody && knowsChunked && response.framing == .chunked
    ending = hasBody ? response.ending : .complete
    closes = announcesClose
    interval = response.interval
  }

  /// Whether the last piece has been taken.
  var isFinished: Bool { body.isFinished }

  /// The next bytes for the wire, with what belongs after them if they are the last.
  mutating func nextPiece() -> ByteBuffer {
    let piece = body.next()
    return isChunked ? Self.chunk(piece, isLast: body.isFinished) : piece
  }

  private static func chunk(_ piece: ByteBuffer, isLast: Bool) -> ByteBuffer {
    var framed = ByteBuffer()
    framed.reserveCapacity(piece.readableBytes + 24)
    if piece.readableBytes > 0 {
      framed.writeString(String(piece.readableBytes, radix: 16))
      framed.writeStaticString("\r\n")
      framed.writeImmutableBuffer(piece)
      framed.writeStaticString("\r\n")
    }
    if isLast { framed.writeStaticString("0\r\n\r\n") }
    return framed
  }
}

extension HTTPRequestHead {
  /// Whether the client speaks HTTP/1.1 or a later 1.x: chunks and interim responses.
  var isHTTP11: Bool { version.major == 1 && version.minor >= 1 }
}
