import NIOCore
import NIOHTTP1

/// Writes responses as they are told.
///
/// NIO's own encoder adds framing of its own choice, which gets HEAD of a chunked resource wrong
/// and makes three writes of each chunk. This one leaves framing to `Outgoing`, and joins a head
/// and a small body into one buffer.
final class ResponseEncoder: ChannelOutboundHandler {
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = ByteBuffer

  private static let smallBody = 4096
  private var pending: HTTPResponseHead?

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      writePending(context)
      // HTTP/0.9 has no head: the body is all that goes out.
      pending = head.version == .http0_9 ? nil : head
      promise?.succeed()
    case .body(.byteBuffer(let body)) where body.readableBytes <= Self.smallBody:
      guard let head = pending else { return write(body, promise, context) }
      pending = nil
      write(Self.encode(head, body), promise, context)
    case .body(let body):
      writePending(context)
      context.write(NIOAny(body), promise: promise)
    case .end:
      writePending(context)
      if let promise { write(ByteBuffer(), promise, context) }
    }
  }

  func flush(context: ChannelHandlerContext) {
    writePending(context)
    context.flush()
  }

  private func writePending(_ context: ChannelHandlerContext) {
    guard let head = pending else { return }
    pending = nil
    write(Self.encode(head, ByteBuffer()), nil, context)
  }

  private func write(
    _ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
  ) {
    context.write(wrapOutboundOut(buffer), promise: promise)
  }

  private static func encode(_ head: HTTPResponseHead, _ body: ByteBuffer) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: 512 + body.readableBytes)
    buffer.writeString(head.version == .http1_1 ? "HTTP/1.1 " : "HTTP/1.0 ")
    buffer.writeString(String(head.status.code))
    buffer.writeStaticString(" ")
    buffer.writeString(head.status.reasonPhrase)
    buffer.writeStaticString("\r\n")
    for (name, value) in head.headers {
      buffer.writeString(name)
      buffer.writeStaticString(": ")
      buffer.writeString(value)
      buffer.writeStaticString("\r\n")
    }
    buffer.writeStaticString("\r\n")
    buffer.writeImmutableBuffer(body)
    return buffer
  }
}
