/// The addresses that libcurl has been given for names, as long as transfers need them.
///
/// They stand in the multi handle's cache of names, for good: libcurl looks there whenever it makes a
/// connection, and for a SOCKS proxy later still. What is no longer needed is taken out with the next
/// transfer that starts. Belongs to the multi handle's thread.
final class PinnedNames {
  private var users: [String: Int] = [:]
  private var unused: Set<String> = []

  /// A transfer starts: what its `CURLOPT_RESOLVE` is to say.
  func start(_ destination: Transfer.Destination) -> [String] {
    let key = destination.key
    users[key, default: 0] += 1
    unused.remove(key)
    defer { unused.removeAll(keepingCapacity: true) }
    var lines = unused.map { "-\($0)" }
    if !destination.addresses.isEmpty {
      let addresses = destination.addresses.map(\.description).joined(separator: ",")
      // A sign in front of a name would be taken for more than its beginning.
      lines.append((key.first == "-" || key.first == "+" ? "+" : "") + "\(key):\(addresses)")
    }
    return lines
  }

  /// It has ended.
  func end(_ destination: Transfer.Destination) {
    let key = destination.key
    guard let count = users[key] else { return }
    users[key] = count > 1 ? count - 1 : nil
    // An address of IPv6 can't be named for removal, and is not kept.
    if count == 1, !destination.isKeptShortly { unused.insert(key) }
  }
}

extension Transfer {
  /// Where a transfer goes.
  package struct Destination: Sendable {
    package let host: String
    package let port: Int
    /// Those of a name; none where the host is an address itself, or libcurl is to look it up.
    package let addresses: [IPAddress]

    package init(host: String, port: Int, addresses: [IPAddress] = []) {
      self.host = host
      self.port = port
      self.addresses = addresses
    }

    fileprivate var key: String { "\(host):\(port)" }

    /// Whether libcurl is to forget it, and all others that have no addresses here, when the transfer
    /// ends. It walks all it knows to do so.
    var isKeptShortly: Bool { host.hasPrefix("[") }
  }
}
