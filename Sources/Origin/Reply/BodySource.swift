import NIOCore

/// Where the bytes of a body come from. None holds more than a piece of what it makes.
enum BodySource: Sendable {
  case empty
  case buffer(ByteBuffer)
  case pattern(PatternRun)
  case gzip(GzipRun)
  case endless(EndlessRun)

  /// Whether there is nothing left. A chunked body of no bytes still has one empty piece to give.
  var isFinished: Bool {
    switch self {
    case .empty: true
    case .buffer: false
    case .pattern(let run): run.isFinished
    case .gzip(let run): run.isFinished
    case .endless: false
    }
  }

  /// The next piece, at most about 64 KB unless the body was in memory anyway.
  mutating func next() -> ByteBuffer {
    switch self {
    case .empty:
      return ByteBuffer()
    case .buffer(let buffer):
      self = .empty
      return buffer
    case .pattern(var run):
      defer { self = .pattern(run) }
      return run.next()
    case .gzip(var run):
      defer { self = .gzip(run) }
      return run.next()
    case .endless(var run):
      defer { self = .endless(run) }
      return run.next()
    }
  }
}
