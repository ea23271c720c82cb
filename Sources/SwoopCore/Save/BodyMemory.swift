import Locking

/// How many bytes of bodies all transfers and all that wait to be written may hold in memory.
final class MemoryBudget: Sendable {
  private let left: Monitor<Int>

  init(bytes: Int) {
    left = Monitor(bytes)
  }

  /// - Returns: false when there is not so much left.
  func take(_ bytes: Int) -> Bool {
    left.withLock { left in
      guard left >= bytes else { return false }
      left -= bytes
      return true
    }
  }

  func giveBack(_ bytes: Int) {
    left.withLock { $0 += bytes }
  }
}

/// Bytes in memory that count against a budget as long as they are there.
final class BodyMemory: @unchecked Sendable {
  // Unchecked: handed from thread to thread with its exchange, and never shared.
  private var bytes: [UInt8] = []
  private let budget: MemoryBudget
  private let limit: Int

  /// - Parameter limit: bytes that are held at the most, however much is left.
  init(_ budget: MemoryBudget, limit: Int) {
    self.budget = budget
    self.limit = limit
  }

  deinit {
    budget.giveBack(bytes.count)
  }

  /// - Returns: false when there is no room; nothing is appended then.
  func append(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= limit - piece.count, budget.take(piece.count) else { return false }
    bytes.append(contentsOf: piece)
    return true
  }

  var count: Int { bytes.count }

  func withBytes(_ body: (UnsafeRawBufferPointer) throws(Errno) -> Void) throws(Errno) {
    try bytes.withBytes(body)
  }

  func withBytes(
    in part: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    try bytes.withBytes { bytes throws(Errno) in
      try body(UnsafeRawBufferPointer(rebasing: bytes[part]))
    }
  }
}
