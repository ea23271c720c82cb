import NIOCore
import NIOHTTP1
import NIOPosix
import NIOConcurrencyHelpers

/// A loopback HTTP/1.1 server that misbehaves on request: for tests, the demo and benchmarks.
///
///     let origin = try await Origin.start()
///     let url = origin.url("/flaky/some-key/2")  // 503, 503, then 200
///     ...
///     try await origin.stop()
///
/// `GET /` lists the routes. Every 127.x.y.z address reaches it on Linux, so that one server can
/// play many hosts; a connection to any other address is closed as it is accepted.
package final class Origin: Sendable {
  /// The TCP port it listens on, 1...65535.
  package let port: Int
  let ledger: Ledger
  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel
  private let isStopped = NIOLockedValueBox(false)

  private init(
    port: Int, ledger: Ledger, group: MultiThreadedEventLoopGroup, listener: any Channel
  ) {
    self.port = port
    self.ledger = ledger
    self.group = group
    self.listener = listener
  }

  /// Starts a server and returns once it accepts connections.
  ///
  /// - Parameters:
  ///   - port: 0...65535; 0 picks a free one.
  ///   - threads: event loop threads, at least 1.
  ///   - recording: whether requests are kept for `received(path:)` and counted by path. That
  ///     costs memory for each distinct path; the other counters always run.
  /// - Throws: `ListenError` if the port can't be listened on.
  package static func start(
    port: Int = 0, threads: Int = 1, recording: Bool = true
  ) async throws(ListenError) -> Origin {
    guard (0...65535).contains(port) else { throw ListenError(port: port, cause: nil) }
    let ledger = Ledger(isRecording: recording)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
    do {
      let listener = try await bootstrap(group, ledger).bind(host: bindAddress, port: port).get()
      return Origin(
        port: listener.localAddress?.port ?? port, ledger: ledger, group: group,
        listener: listener)
    } catch {
      try? await group.shutdownGracefully()
      throw ListenError(port: port, cause: error)
    }
  }

  /// Runs `body` with a server of its own and stops that server afterwards, also after an error.
  ///
  /// - Throws: what `body` throws, or `ListenError`.
  package static func withOrigin<R>(
    threads: Int = 1, recording: Bool = true, isolation: isolated (any Actor)? = #isolation,
    _ body: (Origin) async throws -> R
  ) async throws -> R {
    let origin = try await start(threads: threads, recording: recording)
    let result: R
    do {
      result = try await body(origin)
    } catch {
      try? await origin.stop()
      throw error
    }
    try await origin.stop()
    return result
  }

  /// Closes the listener and every connection, drops scheduled work and ends the threads.
  ///
  /// Returns when that is done. Later calls do nothing. The counters stay readable.
  ///
  /// - Throws: what ending the event loops throws.
  package func stop() async throws {
    let wasStopped = isStopped.withLockedValue { isStopped in
      defer { isStopped = true }
      return isStopped
    }
    if wasStopped { return }
    try? await listener.close().get()
    try await group.shutdownGracefully()
  }

  /// `http://HOST:PORT/path`.
  ///
  /// - Parameters:
  ///   - path: path and query, already percent-encoded; a missing leading slash is added.
  ///   - host: any 127.x.y.z (only 127.0.0.1 on macOS), or a name that resolves to one.
  package func url(_ path: String, host: String = "127.0.0.1") -> String {
    "http://\(host):\(port)\(path.hasPrefix("/") ? "" : "/")\(path)"
  }

  /// How many cores this machine offers to event loop threads.
  package static var cores: Int { System.coreCount }

  private static func bootstrap(
    _ group: MultiThreadedEventLoopGroup, _ ledger: Ledger
  ) -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 4096)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.maxMessagesPerRead, value: 256)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(LoopbackGate())
        }
      }
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(
        .writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(ResponseEncoder())
          try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
          try pipeline.addHandler(HTTPServerPipelineHandler())
          try pipeline.addHandler(ExchangeHandler(ledger: ledger))
        }
      }
  }
}
