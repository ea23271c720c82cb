import Locking

/// Makes a fetcher, has `body` use it, and ends it: when this returns, its threads, connections and
/// descriptors are gone, and whatever was still under way has been ended.
///
/// Only a look-up of a name that the system has not answered can't be ended; its thread goes when it is over.
///
/// ```swift
/// var options = FetchOptions(mode: .threads)
/// options.concurrency = 16
/// let records = try await withFetcher(options) { fetcher in
///   await fetcher.fetch(["https://example.org/a", "https://example.org/b"])
///     .reduce(into: [Record]()) { $0.append($1) }
/// }
/// ```
///
/// - Parameters:
///   - options: the mode, limits and all else that its transfers keep to.
///   - body: uses the fetcher, which is not to be used after it.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws; else what kept the system from giving threads or descriptors,
///   such as ``Errno``.
public nonisolated(nonsending) func withFetcher<Value>(
  _ options: FetchOptions = FetchOptions(),
  _ body: nonisolated(nonsending) (Fetcher) async throws -> Value
) async throws -> Value {
  let fetcher = Fetcher(options)
  let running = try RunningFetcher(fetcher)
  let result: Result<Value, any Error>
  do {
    result = .success(try await body(fetcher))
  } catch {
    result = .failure(error)
  }
  fetcher.cancel()
  let ending = await running.end()
  let value = try result.get()
  try ending.get()
  return value
}

/// The thread that a fetcher runs on.
private struct RunningFetcher {
  private struct State {
    var ending: Result<Void, any Error>?
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state: Monitor<State>
  private let thread: Thread

  init(_ fetcher: Fetcher) throws(Errno) {
    let state = Monitor(State())
    self.state = state
    thread = try Thread {
      let ending = Result { try fetcher.run() }
      let waiter = state.withLock { state in
        state.ending = ending
        return state.waiter.take()
      }
      waiter?.resume()
    }
  }

  /// Waits until it has ended.
  nonisolated(nonsending) func end() async -> Result<Void, any Error> {
    await withCheckedContinuation { continuation in
      let hasEnded = state.withLock { state in
        if state.ending == nil { state.waiter = continuation }
        return state.ending != nil
      }
      if hasEnded { continuation.resume() }
    }
    // It has nothing left to do but to return.
    thread.join()
    return state.withLock { $0.ending } ?? .success(())
  }
}
