import Locking

/// Writes a body that its transfer hands over: on the disk's threads, while the transfer goes on and the
/// loop with it, or at once where a thread has the transfer for itself.
final class BodyWriter: Sendable {
  /// Where the work is done, and how the transfer gets on with it.
  struct Disk: Sendable {
    let pool: DiskPool
    /// Bytes that are handed over at once.
    let pieceSize: Int
    /// Called when a transfer that was told to pause may go on, on any thread.
    let relieve: @Sendable () -> Void
  }

  enum Answer {
    case goOn
    /// So much waits that nothing more should come before `relieve` is called.
    case isFull
    case failed(Errno)
  }

  fileprivate struct State {
    var filling: [UInt8] = []
    var waiting: [[UInt8]] = []
    var failure: Errno?
    /// Whether a thread is at it, or will be.
    var isWorking = false
    var isPaused = false
    var hasEnded = false
    var isDone = false
    var whenDone: (@Sendable () -> Void)?
  }

  fileprivate enum Step {
    case write([[UInt8]])
    case close
    case rest
  }

  /// Pieces that may wait.
  static let mostWaiting = 4

  private let body: DiskBody
  private let disk: Disk?
  private let state = Monitor(State())

  /// - Parameter disk: nil: all is done at once, by the caller.
  init(_ body: DiskBody, on disk: Disk?) {
    self.body = body
    self.disk = disk
  }

  // MARK: The transfer's side

  func append(_ bytes: UnsafeRawBufferPointer) -> Answer {
    guard let disk else { return appendNow(bytes) }
    let (answer, isIdle) = state.withLock { state -> (Answer, Bool) in
      if let failure = state.failure { return (.failed(failure), false) }
      state.filling.append(contentsOf: bytes)
      guard state.filling.count >= disk.pieceSize else { return (.goOn, false) }
      state.handOver()
      // It stays paused, whatever still comes, until it is relieved.
      if state.waiting.count >= BodyWriter.mostWaiting { state.isPaused = true }
      return (state.isPaused ? .isFull : .goOn, state.startsWorking())
    }
    if isIdle { proceed() }
    return answer
  }

  /// Whether so much waits that nothing more should come before `relieve` is called.
  var isFull: Bool { state.withLock { $0.isPaused } }

  /// Has what has come so far written, so that little is lost with the process.
  func flush() {
    let isIdle = state.withLock { state in
      guard !state.filling.isEmpty, !state.isWorking else { return false }
      state.handOver()
      return state.startsWorking()
    }
    if isIdle { proceed() }
  }

  /// Nothing more comes. To be called once.
  func end() {
    let isIdle = state.withLock { state in
      state.hasEnded = true
      state.handOver()
      return state.startsWorking()
    }
    if isIdle { proceed() }
  }

  /// Calls `resume` when all is written and closed, after `end`: now or later, on any thread.
  func whenDone(_ resume: @escaping @Sendable () -> Void) {
    let isDone = state.withLock { state in
      if !state.isDone { state.whenDone = resume }
      return state.isDone
    }
    if isDone { resume() }
  }

  /// The body and its digest, once all is done.
  func finish() throws(Errno) -> (body: Body?, digest: ContentDigest?) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return (body.body, body.digest)
  }

  private func appendNow(_ bytes: UnsafeRawBufferPointer) -> Answer {
    do throws(Errno) {
      try body.append(bytes)
      return .goOn
    } catch {
      state.withLock { $0.failure = error }
      return .failed(error)
    }
  }

  // MARK: The disk's side

  /// Has the next step done.
  private func proceed() {
    if let disk { disk.pool.run { [self] in work() } } else { work() }
  }

  private func work() {
    switch state.withLock({ $0.nextStep() }) {
    case .rest: return
    case .write(let pieces):
      note { () throws(Errno) in
        for piece in pieces {
          try piece.withBytes { bytes throws(Errno) in try body.append(bytes) }
        }
      }
      let wasPaused = state.withLock { state in
        defer { state.isPaused = false }
        return state.isPaused
      }
      if wasPaused { disk?.relieve() }
    case .close:
      note { () throws(Errno) in try body.close() }
      let resume = state.withLock { state in
        state.isDone = true
        return state.whenDone.take()
      }
      resume?()
      return
    }
    // Others' bodies have their turn.
    proceed()
  }

  private func note(_ work: () throws(Errno) -> Void) {
    do throws(Errno) {
      try work()
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
    }
  }
}

extension BodyWriter.State {
  fileprivate mutating func handOver() {
    guard !filling.isEmpty else { return }
    let size = filling.count
    waiting.append(filling)
    filling = []
    if !hasEnded { filling.reserveCapacity(size) }
  }

  /// - Returns: false when someone works already.
  fileprivate mutating func startsWorking() -> Bool {
    defer { isWorking = true }
    return !isWorking
  }

  fileprivate mutating func nextStep() -> BodyWriter.Step {
    if !waiting.isEmpty, failure == nil {
      defer { waiting = [] }
      return .write(waiting)
    }
    waiting = []
    if hasEnded { return .close }
    isWorking = false
    return .rest
  }
}
