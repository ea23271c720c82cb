import DequeModule
import Locking

/// A few threads for work that may block on a disk, each started when there is work for it.
final class DiskPool: Sendable {
  typealias Work = @Sendable () -> Void

  private struct State {
    var work: Deque<Work> = []
    var threads: [Thread] = []
    var idle = 0
    var isClosed = false
  }

  /// As many as a disk has use for.
  static let mostThreads = 4

  private let state = Monitor(State())

  /// Does the work soon; at once, on the calling thread, if no thread can be had.
  func run(_ work: @escaping Work) {
    let isTaken = state.withLock { state in
      if state.work.count >= state.idle, state.threads.count < DiskPool.mostThreads,
        let thread = try? Thread({ [self] in serve() })
      {
        state.threads.append(thread)
      }
      guard !state.threads.isEmpty else { return false }
      state.work.append(work)
      return true
    }
    if isTaken { state.notifyOne() } else { work() }
  }

  /// Ends the threads, once all work is done. Nobody may ask for more.
  func close() {
    let threads = state.update { state in
      state.isClosed = true
      return state.threads
    }
    for thread in threads { thread.join() }
  }

  private func serve() {
    while let work = next() { work() }
  }

  private func next() -> Work? {
    state.withLock { $0.idle += 1 }
    return state.wait { state -> Work?? in
      if let work = state.work.popFirst() {
        state.idle -= 1
        return work
      }
      return state.isClosed ? .some(nil) : nil
    }
  }
}
