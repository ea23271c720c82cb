import DequeModule
import Locking

/// Outcomes on their way from the engine to the one who takes them, and the bound on how many entries there
/// may be in between.
final class OutcomeQueue<Failure: Error>: Sendable {
  fileprivate struct State {
    var outcomes: Deque<Outcome> = []
    /// Entries begun whose outcome was not taken.
    var underWay = 0
    /// Set when no more begin, with what ended them.
    var end: Result<Void, Failure>?
    var isClosed = false
    /// One who waits for an outcome.
    var taker: CheckedContinuation<Void, Never>?
    /// One who waits for room.
    var feeder: CheckedContinuation<Void, Never>?
  }

  private let state = Monitor(State())
  private let room: Int

  /// - Parameter room: entries that may be under way, from 1.
  init(room: Int) {
    self.room = room
  }

  // MARK: The feeder's side

  /// Waits until there is room for one more entry, or none is wanted any more.
  func hasRoom() async -> Bool {
    await withCheckedContinuation { continuation in
      let hasRoom = state.withLock { state in
        guard state.isClosed || state.underWay < room else {
          state.feeder = continuation
          return false
        }
        return true
      }
      if hasRoom { continuation.resume() }
    }
    return state.withLock { !$0.isClosed }
  }

  func begin() {
    state.withLock { $0.underWay += 1 }
  }

  /// No more entries will begin.
  func end(_ failure: Failure?) {
    resumeTaker { $0.end = failure.map { .failure($0) } ?? .success(()) }
  }

  // MARK: The engine's side

  func add(_ outcome: Outcome) {
    resumeTaker { $0.outcomes.append(outcome) }
  }

  private func resumeTaker(after change: (inout State) -> Void) {
    let taker = state.withLock { state in
      change(&state)
      return state.taker.take()
    }
    taker?.resume()
  }

  // MARK: The taker's side

  /// The next outcome; nil when all have been taken and no more entries will begin, or the failure that
  /// ended them. One at a time may wait.
  func next() async -> Result<Outcome?, Failure> {
    while true {
      let (next, feeder) = state.withLock { state in
        let next = state.take()
        return (next, next == nil ? nil : state.feeder.take())
      }
      feeder?.resume()
      if let next { return next }
      await withCheckedContinuation { continuation in
        let mayTake = state.withLock { state in
          guard state.isWaitWorthwhile else { return true }
          state.taker = continuation
          return false
        }
        if mayTake { continuation.resume() }
      }
    }
  }

  /// Lets no more entries begin.
  func close() {
    let feeder = state.withLock { state in
      state.isClosed = true
      return state.feeder.take()
    }
    feeder?.resume()
  }
}

extension OutcomeQueue.State {
  fileprivate var isWaitWorthwhile: Bool { outcomes.isEmpty && (end == nil || underWay > 0) }

  fileprivate mutating func take() -> Result<Outcome?, Failure>? {
    if let outcome = outcomes.popFirst() {
      underWay -= 1
      return .success(outcome)
    }
    guard let end, underWay == 0 else { return nil }
    // A failure is told once.
    self.end = .success(())
    return end.map { nil }
  }
}
