#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An IPv4 or IPv6 address, without port and zone.
package struct IPAddress: Hashable, Sendable {
  package enum Family: Hashable, Sendable {
    case v4, v6

    /// Bits of an address.
    package var bits: Int { self == .v4 ? 32 : 128 }
  }

  package let family: Family
  /// The address as a number; one of IPv4 takes the lowest 32 bits.
  package let number: UInt128

  package init(v4 number: UInt32) {
    family = .v4
    self.number = UInt128(number)
  }

  package init(v6 number: UInt128) {
    family = .v6
    self.number = number
  }

  /// Reads dotted decimal, or what RFC 4291 section 2.2 allows; no other spelling.
  package init?(_ text: String) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      self.init(v4: UInt32(bigEndian: v4.s_addr))
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      self.init(v6)
    } else {
      return nil
    }
  }

  /// - Returns: nil for a socket of another family.
  package init?(_ address: UnsafePointer<sockaddr>) {
    // Copied as bytes: what libcurl hands over need not be aligned for either structure.
    let bytes = UnsafeRawPointer(address)
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      var v4 = sockaddr_in()
      withUnsafeMutableBytes(of: &v4) { $0.copyMemory(from: .init(start: bytes, count: $0.count)) }
      self.init(v4: UInt32(bigEndian: v4.sin_addr.s_addr))
    case AF_INET6:
      var v6 = sockaddr_in6()
      withUnsafeMutableBytes(of: &v6) { $0.copyMemory(from: .init(start: bytes, count: $0.count)) }
      self.init(v6.sin6_addr)
    default: return nil
    }
  }

  private init(_ address: in6_addr) {
    self.init(
      v6: withUnsafeBytes(of: address) { bytes in
        bytes.reduce(0) { $0 << 8 | UInt128($1) }
      })
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal, or the form of RFC 5952.
  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    switch family {
    case .v4:
      var v4 = in_addr(s_addr: UInt32(truncatingIfNeeded: number).bigEndian)
      inet_ntop(AF_INET, &v4, &text, socklen_t(text.count))
    case .v6:
      var v6 = number.bigEndian
      inet_ntop(AF_INET6, &v6, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
