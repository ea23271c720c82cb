/// What fetches, whoever tells it what: the scheduler, the engine, and what they need.
///
/// Jobs are admitted to its scheduler, and their outcomes are handed over as they come.
final class EngineRoom: Sendable {
  let scheduler: Scheduler
  private let resolver: Resolver
  private let engine: any Engine

  /// - Parameters:
  ///   - isOutputBehind: as the scheduler asks it.
  ///   - onAside: gets what the scheduler has to archive for no entry, on any thread.
  ///   - deliver: gets outcomes, on any thread.
  init(
    _ options: FetchOptions, _ bodies: BodyStore,
    isOutputBehind: @escaping @Sendable () -> Bool = { false },
    onAside: @escaping @Sendable (CapturedResponse) -> Void = { _ in },
    deliver: @escaping @Sendable ([Outcome]) -> Void
  ) {
    let limits = options.limits
    scheduler = Scheduler(
      limits: limits, isOutputBehind: isOutputBehind, onExchange: options.onExchange,
      onAside: onAside, deliver: deliver)
    resolver = Resolver(
      options.attempt.addresses, lookUp: options.attempt.lookUp)
    var attempt = options.attempt
    attempt.receiveBuffer = options.mode.receiveBuffer(concurrency: options.concurrency)
    attempt.bodyPiece = max(4096, AttemptOptions.piece(concurrency: options.concurrency))
    let context = Attempt.Context(
      options: attempt, hostHeaders: options.defaults.hostHeaders,
      robotsAgent: options.robotsAgent, bodies: bodies, resolver: resolver,
      isDone: { [scheduler] in scheduler.isDone(with: $0) })
    engine = options.mode.makeEngine(
      context, concurrency: options.concurrency, loops: limits.lanes)
  }

  /// Runs jobs until all are settled and no more will come; blocks. To be called once.
  ///
  /// - Throws: when threads for it could not be started. Nothing is started any more then.
  func run() throws {
    defer { resolver.close() }
    let timekeeper = try orStop {
      try Thread { [self] in
        scheduler.keepTime {
          engine.dropGivenUp()
          resolver.dropGivenUp()
        }
      }
    }
    defer { timekeeper.join() }
    try orStop { try engine.run(scheduler) }
  }

  /// Lets nobody wait for what could not be started.
  private func orStop<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      scheduler.stop()
      throw error
    }
  }

  /// Starts nothing more, and ends all transfers in flight at once.
  func cancel() {
    scheduler.stop()
    engine.cancel()
    resolver.cancel()
  }
}
