import Curl

extension IPAddress {
  /// Other addresses that a connection to this one may end at.
  var otherForms: [IPAddress] {
    switch family {
    // "This host" is where a connection to the unspecified address goes (RFC 1122 section 3.2.1.3).
    case .v4: number == 0 ? [.loopback] : []
    case .v6: (number == 0 ? [IPAddress(v6: 1)] : []) + (embeddedIPv4.map { [$0] } ?? [])
    }
  }

  private static let loopback = IPAddress(v4: 0x7F00_0001)

  /// The IPv4 address that a packet to this one of IPv6 may be passed on to.
  private var embeddedIPv4: IPAddress? {
    let low = UInt32(truncatingIfNeeded: number)
    switch UInt64(truncatingIfNeeded: number >> 64) {
    // Compatible, mapped, translated.
    case 0:
      let middle = UInt32(truncatingIfNeeded: number >> 32)
      return [0, 0xFFFF, 0xFFFF_0000].contains(middle) ? IPAddress(v4: low) : nil
    // NAT64 (RFC 6052 section 2.1, RFC 8215).
    case 0x0064_FF9B_0000_0000: return IPAddress(v4: low)
    case let high where high >> 16 == 0x0064_FF9B_0001: return IPAddress(v4: low)
    // 6to4 (RFC 3056 section 2).
    case let high where high >> 48 == 0x2002:
      return IPAddress(v4: UInt32(truncatingIfNeeded: high >> 16))
    // Teredo's clients, bits inverted (RFC 4380 section 4).
    case let high where high >> 32 == 0x2001_0000: return IPAddress(v4: ~low)
    default: return nil
    }
  }
}
