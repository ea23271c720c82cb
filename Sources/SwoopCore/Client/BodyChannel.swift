import Locking

/// Hands a body from its transfer to the one who reads it, and has the transfer pause while too much is
/// unread.
final class BodyChannel: Sendable {
  private struct State {
    var head: ResponseHead?
    var unread: [UInt8] = []
    /// Lets the transfer go on, which was told to pause.
    var relieve: (@Sendable () -> Void)?
    var record: Record?
    /// How often anything of this has changed.
    var changes = 0
    /// Wait for the next change.
    var readers: [CheckedContinuation<Void, Never>] = []
  }

  /// Bytes that may be unread before the transfer pauses.
  static let mostUnread = 256 * 1024

  private let state = Monitor(State())

  // MARK: The transfer's side

  /// A body begins.
  func begin(_ head: ResponseHead) {
    change { $0.head = head }
  }

  /// - Parameter relieve: called, on any thread, once a full channel is read.
  /// - Returns: whether the transfer is to pause.
  func append(
    _ bytes: UnsafeRawBufferPointer, relieve: @escaping @Sendable () -> Void
  ) -> Bool {
    change { state in
      state.unread.append(contentsOf: bytes)
      guard state.unread.count >= BodyChannel.mostUnread else { return false }
      state.relieve = relieve
      return true
    }
  }

  /// Nothing more comes. An entry that is ok and has no body has an empty one.
  func end(_ record: Record) {
    change { state in
      if state.head == nil, record.ok { state.head = ResponseHead(record) }
      state.record = record
    }
  }

  // MARK: The reader's side

  /// The response's head, once a body begins.
  ///
  /// - Throws: the entry's error, when there is none to come.
  func head() async throws(FetchError) -> ResponseHead {
    try await wait { state -> Result<ResponseHead, FetchError>? in
      if let head = state.head { return .success(head) }
      return state.record?.error.map { .failure($0) }
    }.get()
  }

  /// All that has come and was not read, once there is any; nil at the body's end, or its error.
  func next() async -> Result<[UInt8]?, FetchError> {
    let (next, relieve) = await wait {
      state -> (Result<[UInt8]?, FetchError>, (@Sendable () -> Void)?)? in
      guard state.unread.isEmpty else {
        defer { state.unread = [] }
        return (.success(state.unread), state.relieve.take())
      }
      guard let record = state.record else { return nil }
      return (record.error.map { .failure($0) } ?? .success(nil), nil)
    }
    relieve?()
    return next
  }

  /// Bytes that have come and were not read.
  var unread: Int { state.withLock { $0.unread.count } }

  /// Whether the entry is done.
  var hasEnded: Bool { state.withLock { $0.record != nil } }

  /// What came of the entry, once it is done.
  func record() async -> Record {
    await wait { $0.record }
  }

  private func change<Result>(_ body: (inout State) -> Result) -> Result {
    let (result, readers) = state.withLock { state in
      defer { state.readers = [] }
      state.changes += 1
      return (body(&state), state.readers)
    }
    for reader in readers { reader.resume() }
    return result
  }

  /// Waits for what `look` finds; it is asked again after each change.
  private func wait<Result: Sendable>(
    for look: @Sendable (inout State) -> Result?
  ) async -> Result {
    while true {
      let (found, seen) = state.withLock { (look(&$0), $0.changes) }
      if let found { return found }
      await withCheckedContinuation { continuation in
        let hasChanged = state.withLock { state in
          if state.changes == seen { state.readers.append(continuation) }
          return state.changes != seen
        }
        if hasChanged { continuation.resume() }
      }
    }
  }
}
