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
  func makeEngine(_ options: AttemptOptions, concurrency: Int) -> any Engine {
    switch self {
    case .async: AsyncEngine(options, connections: max(64, concurrency))
    case .threads: ThreadEngine(options)
    }
  }
}
