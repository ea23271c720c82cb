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
    case .memory(let memory): try memory.withBytes(body)
    case .file(let file): try file.open(O_RDONLY).forEachBlock(body)
    case .spilled(let spilled): try spilled.forEachBlock(body)
    }
  }
}
