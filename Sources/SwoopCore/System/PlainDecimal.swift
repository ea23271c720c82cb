/// Plain decimal numbers, such as `10` and `0.5`.
package enum PlainDecimal {
  /// - Returns: nil for what else `Double` would read: signs, exponents, hexadecimal, infinity.
  package static func parse(_ text: some StringProtocol) -> Double? {
    guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Double(text)
  }
}
