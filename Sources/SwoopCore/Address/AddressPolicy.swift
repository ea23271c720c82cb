import Curl

/// Which addresses connections are made to.
///
/// The smallest block that contains an address decides; where the same one was given twice, what was
/// denied comes before what was allowed. An address of IPv6 that leads to one of IPv4 is refused
/// where that one is. A proxy connects by itself: see <doc:SafeOnHostileServers>.
public struct AddressPolicy: Sendable {
  private struct Rule {
    let block: AddressBlock
    /// Why addresses are refused; nil: they are not.
    let refusal: String?
  }

  /// The smallest block first.
  private let rules: [Rule]

  /// A policy that refuses nothing, unless told otherwise.
  ///
  /// - Parameters:
  ///   - isPublicOnly: whether loopback, private and all other addresses that no public server has
  ///     are refused.
  ///   - denied: blocks that are refused.
  ///   - allowed: exceptions to both.
  public init(
    isPublicOnly: Bool = false, denied: [AddressBlock] = [], allowed: [AddressBlock] = []
  ) {
    let special = isPublicOnly ? SpecialAddresses.blocks : []
    let rules =
      denied.map { Rule(block: $0, refusal: "in \($0), which is denied") }
      + allowed.map { Rule(block: $0, refusal: nil) }
      + special.map { Rule(block: $0.block, refusal: $0.what) }
    // A stable order: those denied stand before those allowed, those before the special ones.
    self.rules = rules.enumerated().sorted {
      ($1.element.block.prefix, $0.offset) < ($0.element.block.prefix, $1.offset)
    }.map(\.element)
  }

  /// Whether it refuses nothing.
  var isEmpty: Bool { rules.allSatisfy { $0.refusal == nil } }

  /// Why no connection is made to an address, as a clause after its name; nil: one may be.
  func refusal(of address: IPAddress) -> String? {
    if let refusal = rules.first(where: { $0.block.contains(address) })?.refusal { return refusal }
    for other in address.otherForms {
      if let refusal = refusal(of: other) { return "another form of \(other), which is \(refusal)" }
    }
    return nil
  }
}

extension FetchError {
  /// No connection is made to the address that a URL, or a name, leads to.
  static func blocked(_ address: IPAddress, _ reason: String, name: String? = nil) -> FetchError {
    let subject = name.map { "\($0) has the address \(address), which is" } ?? "\(address) is"
    return FetchError(.blockedAddress, "\(subject) \(reason)")
  }
}
