import Curl

/// A block of addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3), such as
/// `10.0.0.0/8`, `2001:db8::/32`, or a single address.
public struct AddressBlock: Hashable, Sendable {
  let first: IPAddress
  /// Bits that all of its addresses share.
  let prefix: Int

  /// Reads a block as it is written.
  ///
  /// - Throws: ``InvalidRequest`` when it is none, or its address has bits beyond its prefix.
  public init(_ text: String) throws(InvalidRequest) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else {
      throw InvalidRequest(reason: "a block of addresses is written 10.0.0.0/8 or fc00::/7")
    }
    let bits = address.family.bits
    var prefix = bits
    if parts.count == 2 {
      guard let number = AddressBlock.number(parts[1]), number <= bits else {
        throw InvalidRequest(reason: "the prefix of a block is a number from 0 to \(bits)")
      }
      prefix = number
    }
    self.init(address, prefix)
    guard address.number & ~mask == 0 else {
      let meant = AddressBlock(masking: address, prefix)
      throw InvalidRequest(reason: "the address has bits beyond its prefix; is \(meant) meant?")
    }
  }

  init(_ first: IPAddress, _ prefix: Int) {
    self.first = first
    self.prefix = prefix
  }

  private init(masking address: IPAddress, _ prefix: Int) {
    self.init(address, prefix)
    let number = address.number & mask
    self.init(
      address.family == .v4
        ? IPAddress(v4: UInt32(truncatingIfNeeded: number)) : IPAddress(v6: number), prefix)
  }

  func contains(_ address: IPAddress) -> Bool {
    address.family == first.family && (address.number ^ first.number) & mask == 0
  }

  private var mask: UInt128 {
    // A shift by all bits gives 0.
    let free = first.family.bits - prefix
    return ~(UInt128.max >> UInt128(128 - free))
  }

  /// Plain digits, without a zero in front.
  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || text.first != "0"
    else { return nil }
    return Int(text)
  }
}

extension AddressBlock: CustomStringConvertible {
  /// In CIDR notation, with the prefix of a single address, too.
  public var description: String { "\(first)/\(prefix)" }
}
