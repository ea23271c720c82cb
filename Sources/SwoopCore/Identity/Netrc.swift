/// Names and passwords for hosts, as netrc files have them: ftp(1), curl and git read the same.
///
/// ```
/// machine example.org login ada password lovelace
/// machine api.example.org
///   login ada
///   password "with blanks, and \" in it"
/// default login guest password guest
/// ```
///
/// A machine has a host's name, for all ports; the first entry of a host with both a name and a password
/// counts. `default` stands for all hosts that have none. `account`, macros (`macdef`) and comments, which begin
/// with `#` where a word such as `machine` could stand, mean nothing here.
public struct Netrc: Sendable {
  private var machines: [String: Credentials] = [:]
  private var fallback: Credentials?

  /// Bytes of a file.
  package static let largestFile = 1 << 20

  /// Reads a file's bytes.
  ///
  /// - Parameter file: UTF-8.
  /// - Throws: ``MalformedFile`` where a word is none of a netrc file's, lacks its value, or is a name or a
  ///   password that can't be sent: a name with a colon, control characters.
  public init(parsing file: [UInt8]) throws(MalformedFile) {
    var tokens = NetrcTokens(file)
    var entry: Entry?
    while let token = try tokens.next() {
      switch token.text {
      case "machine":
        try add(entry)
        entry = Entry(machine: try Netrc.value(after: token, in: &tokens).text)
      case "default":
        try add(entry)
        entry = Entry(machine: nil)
      case "login", "password", "account":
        guard entry != nil else {
          throw MalformedFile(
            line: token.line, reason: "\(token.text) belongs after machine or default")
        }
        let value = try Netrc.value(after: token, in: &tokens)
        if token.text == "login" { entry?.login = value }
        if token.text == "password" { entry?.password = value }
      case "macdef": tokens.skipMacro()
      case _ where token.text.hasPrefix("#"): tokens.skipLine()
      default:
        throw MalformedFile(
          line: token.line,
          reason: "machine, default, login, password, account or macdef should stand here")
      }
    }
    try add(entry)
  }

  /// Those of a host.
  ///
  /// - Parameter host: as ``HostName`` has it.
  func credentials(for host: String) -> Credentials? { machines[host] ?? fallback }

  private struct Entry {
    /// nil: any.
    let machine: String?
    var login: NetrcTokens.Token?
    var password: NetrcTokens.Token?
  }

  private mutating func add(_ entry: Entry?) throws(MalformedFile) {
    guard let entry, let login = entry.login, let password = entry.password else { return }
    let credentials: Credentials
    do {
      credentials = try .basic(user: login.text, password: password.text)
    } catch {
      throw MalformedFile(line: login.line, reason: error.reason)
    }
    guard let machine = entry.machine else {
      fallback = fallback ?? credentials
      return
    }
    // What is no host of any URL is other programs' business.
    guard let host = try? HostName(machine).text, machines[host] == nil else { return }
    machines[host] = credentials
  }

  private static func value(
    after name: NetrcTokens.Token, in tokens: inout NetrcTokens
  ) throws(MalformedFile) -> NetrcTokens.Token {
    guard let value = try tokens.next() else {
      throw MalformedFile(line: name.line, reason: "\(name.text) has no value")
    }
    return value
  }
}
