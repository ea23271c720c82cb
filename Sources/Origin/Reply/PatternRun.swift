import NIOCore

/// A range of a body in which byte i is i modulo 251.
///
/// The period is a prime, so that no power-of-two block of the body looks like another and a piece
/// lost, repeated or out of place shows.
struct PatternRun: Sendable {
  static let period = 251
  static let largestPiece = 64 << 10

  /// Every piece is a slice of this one buffer, so sending copies nothing.
  private static let cycle = ByteBuffer(
    bytes: (0..<(largestPiece + period)).lazy.map { UInt8($0 % period) })

  let range: Range<Int>
  private let piece: Int
  private var position: Int
  private var hasStarted = false

  /// - Parameters:
  ///   - range: positions in the body, not negative.
  ///   - piece: bytes at a time, 1...65536.
  init(range: Range<Int>, piece: Int = largestPiece) {
    self.range = range
    self.piece = min(max(1, piece), Self.largestPiece)
    position = range.lowerBound
  }

  /// The first `count` bytes.
  init(count: Int, piece: Int = largestPiece) {
    self.init(range: 0..<count, piece: piece)
  }

  var count: Int { range.count }

  var isFinished: Bool { hasStarted && position == range.upperBound }

  /// A run of the same beginning, and half as long.
  var firstHalf: PatternRun {
    PatternRun(range: range.lowerBound..<(range.lowerBound + count / 2), piece: piece)
  }

  mutating func next() -> ByteBuffer {
    hasStarted = true
    let length = min(piece, range.upperBound - position)
    let start = position % Self.period
    position += length
    return Self.cycle.getSlice(at: start, length: length) ?? ByteBuffer()
  }
}
