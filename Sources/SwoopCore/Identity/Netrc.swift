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
/// A machine has a host's name, for all ports, or with a colon and a port, for that one, which goes before; the
/// first entry of a host, or of one of its ports, with both a name and a password counts. `default` stands for
/// all hosts that have none. `account`, macros (`macdef`) and comments, which begin with `#` where a word such as
/// `machine` could stand, mean nothing here.
public struct Netrc: Sendable {
  /// By host, and by host and port.
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
  /// - Parameters:
  ///   - host: as ``HostName`` has it.
  ///   - port: that of the URL, or its scheme's.
  func credentials(for host: String, port: Int) -> Credentials? {
    machines["\(host):\(port)"] ?? machines[host] ?? fallback
  }

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
    guard let name = Netrc.name(of: machine), machines[name] == nil else { return }
    machines[name] = credentials
  }

  /// A host as URLs have it, maybe with a port; nil: no URL has such a one.
  private static func name(of machine: String) -> String? {
    if let host = try? HostName(machine).text { return host }
    guard let colon = machine.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
    let digits = machine[colon...].dropFirst()
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits),
      let host = try? HostName(String(machine[..<colon])).text
    else { return nil }
    return "\(host):\(port)"
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
