/// Cuts a stream of bytes into lines, whatever pieces it comes in, in bounded memory.
///
/// Lines end with LF or CR LF; the last one may end with the stream.
struct LineSplitter {
  enum Line: Equatable {
    case bytes([UInt8])
    /// A line longer than the limit; only its first bytes are kept.
    case tooLong(start: [UInt8], count: Int)
  }

  /// The longest line of a list, in bytes, without its end.
  static let limit = 64 * 1024
  static let keptOfLongLine = 256

  private let limit: Int
  private let keptOfLongLine: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var long: (start: [UInt8], count: Int)?

  /// - Parameters:
  ///   - limit: the longest line accepted, likewise.
  ///   - keptOfLongLine: the bytes that are kept of a longer one.
  init(
    limit: Int = LineSplitter.limit, keptOfLongLine: Int = LineSplitter.keptOfLongLine
  ) {
    self.limit = limit
    self.keptOfLongLine = keptOfLongLine
  }

  /// Takes the next piece of the stream.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if start > 0 {
      buffer.removeSubrange(..<start)
      scanned -= start
      start = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next whole line of what came so far; nil when there is none yet.
  mutating func next() -> Line? {
    guard let end = buffer[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
      scanned = buffer.count
      if buffer.count - start > limit + 1 { setAside(upTo: buffer.count) }
      return nil
    }
    defer {
      start = end + 1
      scanned = start
    }
    return line(upTo: end)
  }

  /// The last line, when the stream ended without a line's end.
  mutating func finish() -> Line? {
    guard start < buffer.count || long != nil else { return nil }
    defer {
      buffer = []
      start = 0
      scanned = 0
    }
    return line(upTo: buffer.count)
  }

  private mutating func line(upTo end: Int) -> Line {
    if long != nil || end - start > limit + 1 { setAside(upTo: end) }
    if let long {
      self.long = nil
      return .tooLong(start: long.start, count: long.count)
    }
    var line = buffer[start..<end]
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    guard line.count <= limit else {
      return .tooLong(start: Array(line.prefix(keptOfLongLine)), count: line.count)
    }
    return .bytes(Array(line))
  }

  /// Counts bytes of an over-long line, and lets go of them.
  private mutating func setAside(upTo end: Int) {
    let bytes = buffer[start..<end]
    let kept = long?.start ?? Array(bytes.prefix(keptOfLongLine))
    long = (kept, (long?.count ?? 0) + bytes.count)
    start = end
    scanned = end
  }
}
