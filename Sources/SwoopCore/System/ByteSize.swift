/// A number of bytes as it is typed: `500`, `64K`, `10M`, `1.5G`.
package struct ByteSize: Hashable, Sendable {
  /// From 0 to below 2^62.
  package let bytes: Int

  private static let units: [String: Double] = [
    "K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776,
  ]

  /// - Parameter text: a decimal number, alone or with a unit in upper or lower case: K, M, G or T,
  ///   powers of 1024.
  /// - Returns: nil for anything else, and for what is no whole number of bytes.
  package init?(_ text: String) {
    let unit = text.last.flatMap { ByteSize.units[$0.uppercased()] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let number = PlainDecimal.parse(digits) else { return nil }
    let bytes = number * (unit ?? 1)
    guard bytes == bytes.rounded(), bytes < 0x1p62 else { return nil }
    self.bytes = Int(bytes)
  }
}
