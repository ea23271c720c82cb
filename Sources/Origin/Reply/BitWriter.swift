import NIOCore

/// Up to 32 bits in the order deflate sends them: the lowest first.
struct Bits: Sendable {
  let value: UInt32
  let count: Int

  init(value: UInt32, count: Int) {
    self.value = value
    self.count = count
  }

  /// A Huffman code, which unlike everything else in deflate goes highest bit first.
  init(code: UInt32, count: Int) {
    var reversed: UInt32 = 0
    for bit in 0..<count where code >> UInt32(bit) & 1 == 1 {
      reversed |= 1 << UInt32(count - 1 - bit)
    }
    self.init(value: reversed, count: count)
  }

  func followed(by next: Bits) -> Bits {
    Bits(value: value | next.value << UInt32(count), count: count + next.count)
  }
}

/// Packs bits into bytes, the lowest bit first.
struct BitWriter: Sendable {
  private var pending: UInt64 = 0
  private var pendingCount = 0

  mutating func write(_ bits: Bits, to buffer: inout ByteBuffer) {
    pending |= UInt64(bits.value) << UInt64(pendingCount)
    pendingCount += bits.count
    if pendingCount >= 32 {
      buffer.writeInteger(UInt32(truncatingIfNeeded: pending), endianness: .little)
      pending >>= 32
      pendingCount -= 32
    }
  }

  /// Fills the last byte with zeros.
  mutating func finish(to buffer: inout ByteBuffer) {
    while pendingCount > 0 {
      buffer.writeInteger(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingCount -= 8
    }
    pendingCount = 0
  }
}
