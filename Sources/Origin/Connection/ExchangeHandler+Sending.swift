import NIOCore
import NIOHTTP1

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension ExchangeHandler {
  /// Pieces written before other connections of the event loop get their turn.
  private static let piecesPerTurn = 16

  /// Carries out a response: after its delay, at its pace.
  func send(_ response: Response, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let outgoing = Outgoing(response, to: request)
    guard let delay = response.delay, delay > .zero else { return start(outgoing, context) }
    schedule(in: delay, context) { self.start(outgoing, context) }
  }

  /// Writes as much as the client takes. Called again when it takes more.
  func pump(_ context: ChannelHandlerContext) {
    guard !isWriting, let outgoing, outgoing.interval == nil else { return }
    isWriting = true
    let isFinished = writePieces(context)
    isWriting = false
    if isFinished { return finish(context) }
    // A flush may have made room again; take it in a later turn, or a fast client has them all.
    if self.outgoing != nil, context.channel.isWritable {
      context.eventLoop.assumeIsolated().execute { self.pump(context) }
    }
  }

  /// Returns whether the body is complete, in which case the last of it is not flushed yet.
  private func writePieces(_ context: ChannelHandlerContext) -> Bool {
    for _ in 0..<Self.piecesPerTurn {
      guard let isFinished = outgoing?.isFinished else { return false }
      if isFinished { return true }
      guard context.channel.isWritable else { break }
      writePiece(context)
    }
    if outgoing?.isFinished == true { return true }
    context.flush()
    return false
  }

  private func start(_ outgoing: Outgoing, _ context: ChannelHandlerContext) {
    self.outgoing = outgoing
    context.write(wrapOutboundOut(.head(outgoing.head)), promise: nil)
    guard let interval = outgoing.interval, !outgoing.isFinished else { return pump(context) }
    context.flush()
    schedule(in: interval, context) { self.tick(interval, context) }
  }

  /// Writes one piece and waits for the time of the next.
  private func tick(_ interval: TimeAmount, _ context: ChannelHandlerContext) {
    guard let outgoing else { return }
    if context.channel.isWritable, !outgoing.isFinished { writePiece(context) }
    if self.outgoing?.isFinished == true { return finish(context) }
    context.flush()
    schedule(in: interval, context) { self.tick(interval, context) }
  }

  private func writePiece(_ context: ChannelHandlerContext) {
    guard let piece = outgoing?.nextPiece() else { return }
    context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
  }

  /// Ends the exchange. The request leaves the count before the last bytes go out, so that a client
  /// that has the response and sends the next request is not counted twice.
  private func finish(_ context: ChannelHandlerContext) {
    guard let done = outgoing else { return }
    outgoing = nil
    switch done.ending {
    case .stall:
      context.flush()
    case .close:
      leave()
      flush(context) { context.close(promise: nil) }
    case .closeLater(let time):
      leave()
      context.flush()
      schedule(in: time, context) { context.close(promise: nil) }
    case .reset:
      leave()
      flush(context) { self.reset(context) }
    case .complete:
      leave()
      let promise = done.closes ? closing(context) : nil
      // Writing the end lets a pipelined request in, which may be answered before this returns.
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
    }
  }

  /// Does something when all that was written is out, or can't get out.
  private func flush(_ context: ChannelHandlerContext, then work: @escaping () -> Void) {
    let nothing = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer()))
    context.writeAndFlush(wrapOutboundOut(nothing), promise: promise(context, of: work))
  }

  private func schedule(
    in time: TimeAmount, _ context: ChannelHandlerContext, _ work: @escaping () -> Void
  ) {
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: time) {
      self.timer = nil
      work()
    }
  }
}
