@testable import Curl
@testable import SwoopCore

/// The input is a line with blocks to deny, one with blocks to allow, and addresses, one a line.
enum AddressTarget {
  @Sendable static func check(_ input: [UInt8]) {
    let lines = input.lines
    let denied = blocks(lines[0])
    let allowed = lines.count > 1 ? blocks(lines[1]) : []
    let policies = [true, false].map {
      AddressPolicy(isPublicOnly: $0, denied: denied, allowed: allowed)
    }
    for line in lines.dropFirst(2) {
      guard let address = IPAddress(line) else { continue }
      require(IPAddress(address.description) == address, "\(address) is read as another address")
      let refusals = policies.map { $0.refusal(of: address) }
      // What is refused without the table may only be refused for a smaller block with it.
      require(refusals[1] == nil || refusals[0] != nil, "\(address) is refused less")
      let single = AddressPolicy(denied: denied)
      if denied.contains(where: { $0.contains(address) }) {
        for form in [address] + forms(address) {
          require(single.refusal(of: form) != nil, "\(address) is denied and \(form) not refused")
        }
      }
    }
  }

  /// Addresses of IPv6 that lead to one of IPv4.
  private static func forms(_ address: IPAddress) -> [IPAddress] {
    guard address.family == .v4 else { return [] }
    let prefixes: [UInt128] = [0, 0xFFFF << 32, 0xFFFF << 48, 0x0064_FF9B << 96]
    let sixToFour = IPAddress(v6: 0x2002 << 112 | address.number << 80)
    return [sixToFour] + prefixes.map { IPAddress(v6: $0 | address.number) }
  }

  private static func blocks(_ line: String) -> [AddressBlock] {
    line.split(separator: " ").compactMap { text in
      guard let block = try? AddressBlock(String(text)) else { return nil }
      let again = try? AddressBlock(block.description)
      require(again == block, "\(text) is written as \(block)")
      require(block.contains(block.first), "\(block) does not contain its first address")
      require((0...block.first.family.bits).contains(block.prefix), "the prefix of \(block)")
      return block
    }
  }
}
