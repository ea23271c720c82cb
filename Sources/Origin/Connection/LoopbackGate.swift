import NIOCore

/// Turns away connections whose local end is not in 127.0.0.0/8, before anything is read from them.
///
/// The server listens on the wildcard address to be reached at every loopback address, and must
/// all the same not be reachable from other machines.
final class LoopbackGate: ChannelInboundHandler {
  typealias InboundIn = any Channel

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let connection = unwrapInboundIn(data)
    if let address = IPv4(connection.localAddress), address.isLoopback {
      context.fireChannelRead(data)
    } else {
      connection.close(promise: nil)
    }
  }
}
