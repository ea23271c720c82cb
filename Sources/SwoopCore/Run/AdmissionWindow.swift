import Locking

/// Bounds how many entries are between the list and their records at a time, and with them the
/// memory of a run, however long the list.
final class AdmissionWindow: Sendable {
  private struct State {
    var free: Int
    var entered = 0
    var isClosed = false
  }

  private let state: Monitor<State>

  /// - Parameter size: entries, from 1.
  init(size: Int) {
    state = Monitor(State(free: size))
  }

  /// Blocks until there is room for one more entry.
  ///
  /// - Returns: false when the window was closed.
  func enter() -> Bool {
    state.wait { state in
      guard !state.isClosed else { return false }
      guard state.free > 0 else { return nil }
      state.free -= 1
      state.entered += 1
      return true
    }
  }

  /// Entries that are or have been in it, but for those that turned out to need no record.
  var entered: Int { state.withLock { $0.entered } }

  /// An entry has entered that needs no record.
  func turnBack() {
    state.update { state in
      state.free += 1
      state.entered -= 1
    }
  }

  /// Makes room for as many entries.
  func leave(_ count: Int) {
    state.update { $0.free += count }
  }

  /// Ends all waiting; no entry enters any more.
  func close() {
    state.update { $0.isClosed = true }
  }
}
