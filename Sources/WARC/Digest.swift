import Crypto

/// The SHA-256 of a block or a payload.
struct Digest: Hashable {
  // In words, because as an array each of those that are remembered would be an allocation.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  init(_ hasher: SHA256) {
    words = hasher.finalize().withUnsafeBytes { bytes in
      func word(_ index: Int) -> UInt64 {
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
      }
      return (word(0), word(1), word(2), word(3))
    }
  }

  /// That of some bytes.
  init(of bytes: [UInt8]) {
    var hasher = SHA256()
    hasher.update(data: bytes)
    self.init(hasher)
  }

  static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }

  /// As a record's field has it.
  var text: String {
    Digest.text(Digest.hexadecimal([words.0, words.1, words.2, words.3]))
  }

  /// Likewise.
  static func text(_ hexadecimal: String) -> String { "sha256:" + hexadecimal }

  /// 16 digits for each word, the most significant first.
  static func hexadecimal(_ words: [UInt64]) -> String {
    String(unsafeUninitializedCapacity: 16 * words.count) { buffer in
      for index in 0..<(16 * words.count) {
        let digit = UInt8(truncatingIfNeeded: words[index / 16] >> (60 - 4 * (index % 16)) & 0xF)
        buffer[index] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
      }
      return 16 * words.count
    }
  }
}
