/// Bytes as text: base64 with padding (RFC 4648 section 4).
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let padding = UInt8(ascii: "=")

  /// Bytes that are encoded at a time: whole groups of three.
  private static let piece = 3 * 1024

  /// Characters that so many bytes become.
  static func count(of bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

  /// Whether a character may be part of an encoded text.
  static func contains(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), padding:
      true
    default: false
    }
  }

  static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count(of: piece)) { characters in
        for start in stride(from: 0, to: bytes.count, by: piece) {
          let end = min(start + piece, bytes.count)
          let count = encode(UnsafeBufferPointer(rebasing: bytes[start..<end]), into: characters)
          text.append(contentsOf: UnsafeBufferPointer(rebasing: characters[..<count]))
        }
      }
    }
  }

  /// - Returns: the number of characters.
  private static func encode(
    _ bytes: UnsafeBufferPointer<UInt8>, into characters: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    digits.withUnsafeBufferPointer { digits in
      var written = 0
      func write(_ group: UInt32) {
        for place in 0..<4 {
          characters.initializeElement(
            at: written + place, to: digits[Int(group >> UInt32(18 - 6 * place)) & 0x3F])
        }
        written += 4
      }
      let whole = bytes.count - bytes.count % 3
      for index in stride(from: 0, to: whole, by: 3) {
        write(UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]))
      }
      guard whole < bytes.count else { return written }
      let second = whole + 1 < bytes.count ? bytes[whole + 1] : nil
      write(UInt32(bytes[whole]) << 16 | UInt32(second ?? 0) << 8)
      characters[written - 1] = padding
      if second == nil { characters[written - 2] = padding }
      return written
    }
  }
}
