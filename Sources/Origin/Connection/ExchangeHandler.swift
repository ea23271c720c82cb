import NIOCore
import NIOHTTP1

/// One connection: reads a request, asks the routes what to do about it, and does that.
///
/// `HTTPServerPipelineHandler` before it holds back pipelined requests, so there is one exchange at
/// a time. Reading pauses meanwhile, but NIO still notices when the client leaves.
final class ExchangeHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let ledger: Ledger
  private var intake: Intake?
  /// The address the request in hand is counted under; nil when there is none, so that no request
  /// leaves twice.
  private var countedHost: IPv4?
  private var isOpen = false
  private var requestCount = 0
  var outgoing: Outgoing?
  var isWriting = false
  var timer: Scheduled<Void>?

  init(ledger: Ledger) { self.ledger = ledger }

  func channelActive(context: ChannelHandlerContext) {
    isOpen = true
    ledger.connectionOpened()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    abandon()
    if isOpen {
      isOpen = false
      ledger.connectionClosed()
    }
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(head, context)
    case .body(let piece): intake?.append(piece)
    case .end: answer(context)
    }
  }

  /// A request that is no HTTP gets 400; after any other error the connection is of no more use.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let canAnswer = error is HTTPParserError && outgoing == nil && timer == nil
    abandon()
    guard canAnswer else { return context.close(promise: nil) }
    let headers: HTTPHeaders = ["Content-Length": "0", "Connection": "close"]
    let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: closing(context))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { pump(context) }
    context.fireChannelWritabilityChanged()
  }

  /// The request in hand is dealt with as far as the counters go.
  func leave() {
    guard let host = countedHost else { return }
    countedHost = nil
    ledger.leave(host: host)
  }

  /// A promise that closes the connection when what was written is out, or can't get out.
  func closing(_ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
    promise(context) { context.close(promise: nil) }
  }

  /// A promise that does something when it is kept or broken.
  func promise(
    _ context: ChannelHandlerContext, of work: @escaping () -> Void
  ) -> EventLoopPromise<Void> {
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenComplete { _ in work() }
    return promise
  }

  private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard let host = IPv4(context.localAddress) else { return context.close(promise: nil) }
    countedHost = host
    requestCount += 1
    ledger.enter(host: host, uri: head.uri)
    let intake = Intake(head, isRecording: ledger.isRecording)
    self.intake = intake
    if intake.expectsContinue {
      let head = HTTPResponseHead(version: .http1_1, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    guard let intake, let host = countedHost else { return }
    self.intake = nil
    if ledger.isRecording { ledger.record(intake.received(localIP: host.description)) }
    let request = intake.request(
      number: requestCount, local: context.localAddress, remote: context.remoteAddress)
    switch Routes.reply(to: request, ledger: ledger) {
    case .respond(let response): send(response, to: request.head, context)
    case .hang: break
    case .close:
      leave()
      context.close(promise: nil)
    case .reset:
      leave()
      reset(context)
    }
  }

  private func abandon() {
    timer?.cancel()
    timer = nil
    outgoing = nil
    intake = nil
    leave()
  }
}
