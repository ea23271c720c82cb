import NIOCore

/// A gzip stream that decompresses to `count` times the letter `a`.
///
/// One deflate block with the fixed Huffman codes (RFC 1951, 3.2.6): the letter itself, then copies
/// from distance 1, 258 letters in 13 bits each. That is 1/159 of the decompressed size.
struct GzipRun: Sendable {
  private enum Stage { case head, copies, finished }

  static let letter = UInt8(ascii: "a")
  private static let longestCopy = 258
  /// Copies per piece: 13 KB, and whole bytes, since 8 copies take 13 of them.
  private static let copiesPerPiece = 8192
  private static let literalBits = 8
  private static let copyBits = 13

  let count: Int
  private var stage = Stage.head
  private var copiesLeft: Int
  private var bits = BitWriter()

  init(count: Int) {
    self.count = count
    copiesLeft = max(0, count - 1) / Self.longestCopy
  }

  var isFinished: Bool { stage == .finished }

  /// Bytes of the whole gzip stream.
  var length: Int {
    let copies = max(0, count - 1) / Self.longestCopy
    let tail = Self.tail(of: count).reduce(0) { $0 + $1.count }
    let blockHeader = 3
    let endOfBlock = 7
    let deflated =
      blockHeader + (count > 0 ? Self.literalBits : 0) + copies * Self.copyBits + tail + endOfBlock
    return 10 + (deflated + 7) / 8 + 8
  }

  mutating func next() -> ByteBuffer {
    var piece = ByteBuffer()
    switch stage {
    case .head:
      writeHead(to: &piece)
      stage = .copies
    case .copies:
      let batch = min(copiesLeft, Self.copiesPerPiece)
      piece.reserveCapacity(batch * Self.copyBits / 8 + 64)
      let copy = Self.copy(of: Self.longestCopy)
      for _ in 0..<batch { bits.write(copy, to: &piece) }
      copiesLeft -= batch
    case .finished:
      return piece
    }
    if copiesLeft == 0 { writeEnd(to: &piece) }
    return piece
  }

  private mutating func writeHead(to piece: inout ByteBuffer) {
    // Magic, deflate, no flags, no time, no extra flags, unknown system.
    piece.writeBytes([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    bits.write(Bits(value: 0b011, count: 3), to: &piece)  // The last block, fixed codes.
    if count > 0 { bits.write(Self.literal, to: &piece) }
  }

  private mutating func writeEnd(to piece: inout ByteBuffer) {
    for bits in Self.tail(of: count) { self.bits.write(bits, to: &piece) }
    bits.write(Self.code(of: 256), to: &piece)
    bits.finish(to: &piece)
    piece.writeInteger(CRC32.run(of: Self.letter, count: count), endianness: .little)
    piece.writeInteger(UInt32(truncatingIfNeeded: count), endianness: .little)
    stage = .finished
  }

  private static let literal = Bits(code: 0x30 + UInt32(letter), count: literalBits)

  /// What follows the full-length copies. A copy has at least 3 letters; fewer are spelled out.
  private static func tail(of count: Int) -> [Bits] {
    let rest = max(0, count - 1) % longestCopy
    return rest < 3 ? Array(repeating: literal, count: rest) : [copy(of: rest)]
  }

  /// `length` letters (3...258) from distance 1, whose code is five zero bits.
  private static func copy(of length: Int) -> Bits {
    if length == longestCopy { return code(of: 285).followed(by: Bits(value: 0, count: 5)) }
    // Lengths come in groups of four symbols that share their number of extra bits.
    let offset = UInt32(length - 3)
    let extra = max(0, UInt32.bitWidth - offset.leadingZeroBitCount - 3)
    let symbol = 257 + 4 * extra + Int(offset >> UInt32(extra))
    let rest = Bits(value: offset & (1 << UInt32(extra) - 1), count: extra)
    return code(of: symbol).followed(by: rest).followed(by: Bits(value: 0, count: 5))
  }

  /// The fixed Huffman code of an end-of-block or length symbol, 256...287.
  private static func code(of symbol: Int) -> Bits {
    symbol < 280
      ? Bits(code: UInt32(symbol - 256), count: 7)
      : Bits(code: 0xc0 + UInt32(symbol - 280), count: 8)
  }
}
