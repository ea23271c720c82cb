import Curl

/// A way to run attempts: it keeps workers, each of which asks the scheduler for a job, makes the
/// exchange, and settles it.
protocol Engine: Sendable {
  /// Runs jobs until the scheduler has none left; blocks the calling thread.
  ///
  /// - Throws: when the threads that it can't do without could not be started.
  func run(_ scheduler: Scheduler) throws

  /// Ends all transfers in flight at once; their exchanges fail as `interrupted`.
  func cancel()

  /// Ends the transfers in flight that nobody waits for any more, likewise.
  func dropGivenUp()
}

extension Mode {
  /// Descriptors that a run's transfers take at the most.
  func descriptors(concurrency: Int, loops: Int, hasProxy: Bool) -> Int {
    // A pair for each look-up of a proxy's name.
    let lookups = hasProxy ? 2 * concurrency : 0
    switch self {
    case .async:
      // Connections are also tried in pairs (RFC 8305), and loops keep their own for a while when the
      // work goes over to others.
      let connections = AsyncEngine.connections(concurrency: concurrency)
      return connections + (loops > 1 ? connections : concurrency / 2) + 8 * loops + lookups
    case .threads:
      // The thread's waker, and what libcurl has one of with each multi handle.
      return concurrency * (ThreadEngine.connections(concurrency: concurrency) + 3) + lookups
    }
  }

  /// The lanes that its engine has workers for.
  func lanes(loops: Int) -> Int {
    switch self {
    case .async: loops
    case .threads: 1
    }
  }

  /// Bytes that a transfer takes from its connection at once.
  func receiveBuffer(concurrency: Int) -> Int {
    // From then on, the transfers of a multi handle have one buffer between them.
    self == .async && CurlLibrary.version >= 0x080700
      ? AttemptOptions.pieces.upperBound : AttemptOptions.piece(concurrency: concurrency)
  }

  func makeEngine(_ context: Attempt.Context, concurrency: Int, loops: Int) -> any Engine {
    switch self {
    case .async: AsyncEngine(context, concurrency: concurrency, loops: loops)
    case .threads: ThreadEngine(context, concurrency: concurrency)
    }
  }
}
