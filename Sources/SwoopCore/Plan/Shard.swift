import Crypto

/// One of the parts that a list is split into by host, for several machines to share.
///
/// A host's part is the same on every platform and in every version, and easy to find out elsewhere:
/// the first four bytes of the SHA-256 of the host's name as a big-endian number, modulo the number
/// of parts, plus 1. The name is in lower case, an international one in its ASCII form (RFC 5891), one
/// that ends with a dot without that, an IPv6 address in the form of RFC 5952 and in brackets.
///
/// ```swift
/// let shard = try Shard("3/16")
/// let isMine = shard.contains(host: "example.org")
/// ```
public struct Shard: Hashable, Sendable {
  /// From 1 to `count`.
  public let index: Int
  /// From 1 to a million.
  public let count: Int

  /// A text that names no shard.
  public struct Malformed: Error, Sendable {}

  package static let counts = 1...1_000_000

  /// Reads a shard as it is written.
  ///
  /// - Parameter text: `I/N`, as in `3/16`.
  /// - Throws: ``Malformed`` when it is anything else, or I is not from 1 to N.
  public init(_ text: String) throws(Malformed) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]),
      Shard.counts.contains(count), (1...count).contains(index)
    else { throw Malformed() }
    self.index = index
    self.count = count
  }

  /// Whether the entries of a host belong to this shard.
  ///
  /// - Parameter host: as ``HostName`` has it; empty for what has no host: lines that are no URL.
  public func contains(host: String) -> Bool {
    Shard.index(of: host, count: count) == index
  }

  /// The part that the entries of a host belong to, from 1 to `count`.
  ///
  /// - Parameters:
  ///   - host: likewise.
  ///   - count: at least 1.
  public static func index(of host: String, count: Int) -> Int {
    number(of: host) % count + 1
  }

  /// The first four bytes of a text's SHA-256 as a big-endian number.
  static func number(of text: String) -> Int {
    SHA256.hash(data: Array(text.utf8)).prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }
}
