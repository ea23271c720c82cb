import NIOCore

/// Bytes that repeat without end, after others that don't.
struct EndlessRun: Sendable {
  private static let largestPiece = 16 << 10

  private var opening: ByteBuffer?
  /// Every piece is this one buffer, so sending copies nothing.
  private let piece: ByteBuffer

  init(_ opening: String, then unit: String) {
    self.opening = opening.isEmpty ? nil : ByteBuffer(string: opening)
    let count = max(1, Self.largestPiece / unit.utf8.count)
    piece = ByteBuffer(string: String(repeating: unit, count: count))
  }

  mutating func next() -> ByteBuffer {
    defer { opening = nil }
    return opening ?? piece
  }
}
