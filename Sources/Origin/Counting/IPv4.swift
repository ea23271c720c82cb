import NIOCore

/// An IPv4 address as a number: a key that is cheap to hash for each request.
struct IPv4: Hashable, Sendable, CustomStringConvertible {
  let number: UInt32

  /// Fails unless the address is an IPv4 one.
  init?(_ address: SocketAddress?) {
    guard case .v4(let address) = address else { return nil }
    number = UInt32(bigEndian: address.address.sin_addr.s_addr)
  }

  /// Reads dotted decimal; fails on anything else, names included.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var number: UInt32 = 0
    for part in parts {
      guard let byte = UInt8(part) else { return nil }
      number = number << 8 | UInt32(byte)
    }
    self.number = number
  }

  /// Whether it is in 127.0.0.0/8.
  var isLoopback: Bool { number >> 24 == 127 }

  var description: String {
    "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
  }
}
