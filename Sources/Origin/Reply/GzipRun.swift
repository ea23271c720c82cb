import NIOCore

/// A gzip stream that decompresses to `count` times the letter `a`.
///
/// One deflate block whose Huffman codes (RFC 1951, 3.2.7) are made for it: a copy of 258 letters
/// from distance 1 takes two bits, both zero. That is 1/1032 of the decompressed size, and no
/// deflate stream can be smaller.
struct GzipRun: Sendable {
  private enum Stage { case head, copies, finished }

  static let letter = UInt8(ascii: "a")
  /// Magic, deflate, no flags, no time, no extra flags, unknown system.
  static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]

  private static let copyLength = 258
  private static let copyBits = 2
  private static let copiesPerPiece = 32768
  /// The most that are written at once.
  private static let copiesPerWrite = 16

  let count: Int
  private var stage = Stage.head
  private var copiesLeft: Int
  private var bits = BitWriter()

  init(count: Int) {
    self.count = count
    copiesLeft = max(0, count - 1) / Self.copyLength
  }

  var isFinished: Bool { stage == .finished }

  /// Bytes of the whole gzip stream.
  var length: Int {
    let symbols = literals + Self.endOfBlock.count
    let copies = max(0, count - 1) / Self.copyLength * Self.copyBits
    let codes = Self.codes.reduce(0) { $0 + $1.count }
    return Self.header.count + (codes + symbols + copies + 7) / 8 + 8
  }

  mutating func next() -> ByteBuffer {
    var piece = ByteBuffer()
    switch stage {
    case .head:
      piece.writeBytes(Self.header)
      for code in Self.codes { bits.write(code, to: &piece) }
      if count > 0 { bits.write(Self.literal, to: &piece) }
      stage = .copies
    case .copies:
      writeCopies(to: &piece)
    case .finished:
      return piece
    }
    if copiesLeft == 0 { writeEnd(to: &piece) }
    return piece
  }

  /// The rest of it in one buffer.
  consuming func all() -> ByteBuffer {
    var whole = ByteBuffer()
    while !isFinished { whole.writeImmutableBuffer(next()) }
    return whole
  }

  private mutating func writeCopies(to piece: inout ByteBuffer) {
    var batch = min(copiesLeft, Self.copiesPerPiece)
    copiesLeft -= batch
    piece.reserveCapacity(batch * Self.copyBits / 8 + 64)
    while batch > 0 {
      let copies = min(batch, Self.copiesPerWrite)
      bits.write(Bits(value: 0, count: copies * Self.copyBits), to: &piece)
      batch -= copies
    }
  }

  private mutating func writeEnd(to piece: inout ByteBuffer) {
    for _ in 0..<rest { bits.write(Self.literal, to: &piece) }
    bits.write(Self.endOfBlock, to: &piece)
    bits.finish(to: &piece)
    piece.writeInteger(CRC32.run(of: Self.letter, count: count), endianness: .little)
    piece.writeInteger(UInt32(truncatingIfNeeded: count), endianness: .little)
    stage = .finished
  }

  /// Letters after the copies, which are spelled out.
  private var rest: Int { max(0, count - 1) % Self.copyLength }

  /// Bits of the letters that are spelled out, the first included.
  private var literals: Int { count > 0 ? (1 + rest) * Self.literal.count : 0 }

  private static let literal = Bits(code: 0b10, count: 2)
  private static let endOfBlock = Bits(code: 0b11, count: 2)

  /// What begins the block: its kind, and how long the code of each symbol is. There are one bit
  /// for the copy (285) and for its distance (0), two for the letter (97) and the end (256).
  private static let codes: [Bits] = {
    let (one, two) = (Bits(code: 0b10, count: 2), Bits(code: 0b11, count: 2))
    func absent(_ count: UInt32) -> Bits {
      Bits(code: 0, count: 1).followed(by: Bits(value: count - 11, count: 7))
    }
    // The lengths of the codes for absent (18), two and one, at their places in a fixed order.
    let lengths: [UInt32] = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2]
    return [
      Bits(value: 0b101, count: 3),  // The last block, with codes of its own,
      Bits(value: 286 - 257, count: 5),  // for 286 letters and lengths
      Bits(value: 1 - 1, count: 5),  // and one distance.
      Bits(value: UInt32(lengths.count) - 4, count: 4),
    ] + lengths.map { Bits(value: $0, count: 3) }
      + [absent(97), two, absent(138), absent(20), two, absent(28), one, one]
  }()
}
