/// What a record is named by: a random UUID (RFC 9562 section 5.4).
package struct RecordID: Hashable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  package init() {
    self.init(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
  }

  /// - Parameters: random bits, some of which give way to the version and the variant.
  init(high: UInt64, low: UInt64) {
    self.high = high & ~0xF000 | 0x4000
    self.low = low & ~(0b11 << 62) | 0b10 << 62
  }

  /// As a URI (RFC 9562 section 4).
  package var description: String {
    let digits = Digest.hexadecimal([high, low])
    var rest = digits[...]
    let groups = [8, 4, 4, 4, 12].map { count in
      defer { rest = rest.dropFirst(count) }
      return String(rest.prefix(count))
    }
    return "urn:uuid:" + groups.joined(separator: "-")
  }
}
