#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The whole body of a response, wherever it is kept until its entry is settled.
enum Body: Sendable {
  case memory(BodyMemory)
  case file(WorkFile)
  case spilled(SpilledBody)

  /// Bytes, where that is known without asking the system; else 0.
  var count: Int {
    switch self {
    case .memory(let memory): memory.count
    case .spilled(let spilled): spilled.count
    case .file: 0
    }
  }

  func forEachBlock(_ body: (UnsafeRawBufferPointer) throws(Errno) -> Void) throws(Errno) {
    switch self {
    case .memory, .spilled: try forEachBlock(in: 0..<count, body)
    case .file(let file): try file.open(O_RDONLY).forEachBlock(body)
    }
  }

  /// Hands a part of it over, a block at a time, of a body that has no file of its own.
  func forEachBlock(
    in part: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    switch self {
    case .memory(let memory): try memory.withBytes(in: part, body)
    case .file: preconditionFailure("a body with a file of its own is read as a whole")
    case .spilled(let spilled): try spilled.forEachBlock(in: part, body)
    }
  }
}
