/// A way to run attempts: it keeps workers, each of which asks the scheduler for a job, makes the
/// exchange, and settles it.
protocol Engine: Sendable {
  /// Runs jobs until the scheduler has none left; blocks the calling thread.
  ///
  /// - Throws: when not even one worker could be started.
  func run(_ scheduler: Scheduler) throws

  /// Ends all transfers in flight at once; their exchanges fail as `interrupted`.
  func cancel()
}

extension Mode {
  /// Descriptors that go with a transfer in flight at the most: the connections that are kept for
  /// it, its own among them, the pair of a proxy name's look-up, and in threads mode its thread's
  /// waker.
  package func descriptorsPerTransfer(concurrency: Int) -> Int {
    switch self {
    case .async: AsyncEngine.connectionsPerTransfer + 2
    case .threads: ThreadEngine.connections(concurrency: concurrency) + 4
    }
  }

  func makeEngine(_ context: Attempt.Context, concurrency: Int) -> any Engine {
    switch self {
    case .async: AsyncEngine(context, concurrency: concurrency)
    case .threads: ThreadEngine(context, concurrency: concurrency)
    }
  }
}
