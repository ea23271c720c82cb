/// The checksum of gzip, for runs of one byte and in logarithmic time.
enum CRC32 {
  private static let polynomial: UInt32 = 0xedb8_8320

  /// The CRC of `byte` repeated `count` times.
  ///
  /// Doubles a run as zlib's `crc32_combine` joins two blocks: moving A in front of B multiplies
  /// A's CRC by x to the power of B's bits, modulo the polynomial.
  static func run(of byte: UInt8, count: Int) -> UInt32 {
    var result: UInt32 = 0
    var run = single(byte)
    var shift: UInt32 = 1 << 23  // x^8 with the bits reversed.
    var left = count
    while left > 0 {
      if left & 1 == 1 { result = product(shift, result) ^ run }
      run = product(shift, run) ^ run
      shift = product(shift, shift)
      left >>= 1
    }
    return result
  }

  private static func single(_ byte: UInt8) -> UInt32 {
    var crc = ~UInt32(byte)
    for _ in 0..<8 { crc = timesX(crc) }
    return ~crc
  }

  private static func product(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var b = b
    var result: UInt32 = 0
    for bit in stride(from: UInt32(31), through: 0, by: -1) {
      if a >> bit & 1 == 1 { result ^= b }
      b = timesX(b)
    }
    return result
  }

  private static func timesX(_ a: UInt32) -> UInt32 {
    a & 1 == 1 ? a >> 1 ^ polynomial : a >> 1
  }
}
