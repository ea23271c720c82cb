import Crypto

/// The SHA-256 of a body.
struct ContentDigest: Hashable, Sendable {
  private let bytes: [UInt8]

  init(_ hasher: SHA256) {
    bytes = Array(hasher.finalize())
  }

  /// Reads 64 hexadecimal digits, in upper or lower case.
  init?(_ text: String) {
    guard let bytes = Hexadecimal.bytes(of: text), bytes.count == SHA256.byteCount else {
      return nil
    }
    self.bytes = bytes
  }

  /// 64 hexadecimal digits in lower case.
  var text: String { Hexadecimal.text(of: bytes) }
}
