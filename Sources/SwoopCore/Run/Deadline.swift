import Locking

/// Ends a run when its time is over, on a thread of its own.
final class Deadline: Sendable {
  private enum State {
    case ahead, passed, ended
  }

  private let state: Monitor<State>
  private let thread: Thread

  /// - Parameter action: called once the time is over, unless `end` comes first.
  init(in time: Duration, _ action: @escaping @Sendable () -> Void) throws(Errno) {
    let at = Instant.now + time
    let state = Monitor(State.ahead)
    self.state = state
    thread = try Thread {
      let isPassed = state.watch { state in
        guard state == .ahead else { return .found(false) }
        guard at <= .now else { return .lookAgain(by: at) }
        state = .passed
        return .found(true)
      }
      if isPassed { action() }
    }
  }

  /// Ends the thread. To be called once.
  ///
  /// - Returns: whether the time was over.
  func end() -> Bool {
    let isPassed = state.update { state in
      defer { state = .ended }
      return state == .passed
    }
    thread.join()
    return isPassed
  }
}
