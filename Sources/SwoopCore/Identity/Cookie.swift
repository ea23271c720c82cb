/// A cookie as it is kept (RFC 6265 section 5.3). Names, values and paths are octets: nobody says what
/// characters they are.
struct Cookie: Hashable, Sendable {
  let name: [UInt8]
  var value: [UInt8]
  /// Without a dot before it.
  let domain: String
  /// Whether it goes to all hosts below its domain, too.
  let includesSubdomains: Bool
  let path: [UInt8]
  var isSecure: Bool
  var isHTTPOnly: Bool
  /// Seconds since 1970; nil: it has no end, and is called a session's.
  var expires: Int?
  /// Whether a file gave it, and no server.
  var isGiven = false
  /// The smaller, the older.
  var age = 0

  /// What no two cookies of a domain share.
  struct Key: Hashable {
    let name: [UInt8]
    let path: [UInt8]
    var includesSubdomains = false
  }

  var key: Key { Key(name: name, path: path, includesSubdomains: includesSubdomains) }

  /// Bytes that it takes, about.
  var size: Int { name.count + value.count + domain.utf8.count + path.count + 64 }

  func isExpired(now: Int) -> Bool { expires.map { $0 <= now } ?? false }

  /// Whether requests for a path get it (RFC 6265 section 5.1.4).
  func matches(path other: [UInt8]) -> Bool {
    other.starts(with: path)
      && (other.count == path.count || path.last == UInt8(ascii: "/")
        || other[path.count] == UInt8(ascii: "/"))
  }
}
