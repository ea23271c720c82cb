/// Bytes as text, two digits each, in lower case.
enum Hexadecimal {
  static let digits = Array("0123456789abcdef".utf8)

  static func text(of bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
      var index = 0
      for byte in bytes {
        buffer[index] = digits[Int(byte >> 4)]
        buffer[index + 1] = digits[Int(byte & 0xF)]
        index += 2
      }
      return index
    }
  }

  /// - Returns: nil when the text is anything but pairs of digits.
  static func bytes(of text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    var high: UInt8?
    for byte in text.utf8 {
      guard let value = value(of: byte) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return high == nil ? bytes : nil
  }

  /// - Returns: nil when the digits are anything but two of them.
  static func byte(_ digits: some Collection<UInt8>) -> UInt8? {
    let values = digits.compactMap(value)
    return digits.count == 2 && values.count == 2 ? values[0] << 4 | values[1] : nil
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
