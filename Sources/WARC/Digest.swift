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
    let bytes = [words.0, words.1, words.2, words.3].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
    }
    return Digest.text(Digest.hexadecimal(bytes))
  }

  /// Likewise.
  static func text(_ hexadecimal: String) -> String { "sha256:" + hexadecimal }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
