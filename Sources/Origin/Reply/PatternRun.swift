import NIOCore

/// `count` bytes in which byte i is i modulo 251.
///
/// The period is a prime, so that no power-of-two block of the body looks like another and a piece
/// lost, repeated or out of place shows.
struct PatternRun: Sendable {
  static let period = 251
  static let largestPiece = 64 << 10

  /// Every piece is a slice of this one buffer, so sending copies nothing.
  private static let cycle = ByteBuffer(
    bytes: (0..<(largestPiece + period)).lazy.map { UInt8($0 % period) })

  let count: Int
  private let piece: Int
  private var position = 0
  private var hasStarted = false

  /// - Parameters:
  ///   - count: bytes in all.
  ///   - piece: bytes at a time, 1...65536.
  init(count: Int, piece: Int = largestPiece) {
    self.count = count
    self.piece = min(max(1, piece), Self.largestPiece)
  }

  var isFinished: Bool { hasStarted && position == count }

  mutating func next() -> ByteBuffer {
    hasStarted = true
    let length = min(piece, count - position)
    let start = position % Self.period
    position += length
    return Self.cycle.getSlice(at: start, length: length) ?? ByteBuffer()
  }
}
