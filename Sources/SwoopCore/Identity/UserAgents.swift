/// Several names to give to servers, each host always the same one.
///
/// Which one a host gets is the same in each run, in both modes and at every port: the first four bytes of
/// the SHA-256 of `user-agent ` and the host's name, as a big-endian number, modulo the number of names, count
/// from the first on. The name is as ``HostName`` has it.
public struct UserAgents: Sendable {
  private let names: [String]

  /// Bytes of a file of names.
  package static let largestFile = 1 << 20
  /// Bytes of a name.
  private static let longest = 4096

  /// Reads names from a file's bytes: one a line. Blank lines, and lines that begin with `#`, are none.
  ///
  /// - Parameter file: UTF-8.
  /// - Throws: ``MalformedFile`` when there is no name, or one that no `User-Agent` field can have: control
  ///   characters, over 4096 bytes.
  public init(parsing file: [UInt8]) throws(MalformedFile) {
    var names: [String] = []
    for (index, name) in try MalformedFile.lines(of: file).enumerated() {
      guard !name.isEmpty, !name.hasPrefix("#") else { continue }
      guard name.hasOnly({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw MalformedFile(line: index + 1, reason: "a user agent has no control characters")
      }
      guard name.utf8.count <= UserAgents.longest else {
        throw MalformedFile(
          line: index + 1, reason: "a user agent has \(UserAgents.longest) bytes at the most")
      }
      names.append(name)
    }
    guard !names.isEmpty else { throw MalformedFile(line: 1, reason: "there is no user agent") }
    self.names = names
  }

  /// The one that a host gets.
  func name(for host: String) -> String {
    // What shards go by would give all hosts of a shard the same few names.
    names[Shard.number(of: "user-agent \(host)") % names.count]
  }
}
