import ArgumentParser
import SwoopCore

/// One setting of a host's table: `example.org per-host=2`.
struct HostRule: ExpressibleByArgument {
  enum Setting {
    case cap(HostCap)
    case rate(Rate)
    case header(HeaderField)
  }

  let host: HostName
  let allowsClearText: Bool
  let setting: Setting

  /// The names that a table may have, which are those of the options for all hosts.
  static let names = ["per-host", "host-rate", "header"]

  init?(argument: String) {
    let parts = argument.split(separator: " ", maxSplits: 1)
    let pair = parts.last?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let pair, pair.count == 2,
      let host = HostRule.host(of: String(parts[0])),
      let setting = try? Setting(String(pair[0]), String(pair[1]))
    else { return nil }
    self.host = host
    allowsClearText = parts[0].hasPrefix(HostRule.clearText)
    self.setting = setting
  }

  /// What a table's name begins with whose credentials may go in clear text.
  private static let clearText = "http://"

  /// The host of a table's name; nil: it is none.
  static func host(of name: String) -> HostName? {
    try? HostName(
      name.hasPrefix(clearText) ? String(name.dropFirst(clearText.count)) : name)
  }
}

extension HostRule.Setting {
  /// Why a value is not what a setting takes; a clause that follows its name.
  struct Invalid: Error {
    let reason: String
  }

  init(_ name: String, _ value: String) throws(Invalid) {
    switch name {
    case "per-host":
      guard let cap = HostCap(argument: value) else {
        throw Invalid(reason: "is a number, 0 for no cap, or \"auto\"")
      }
      self = .cap(cap)
    case "host-rate":
      guard let rate = Rate(argument: value) else {
        throw Invalid(reason: "is a rate such as 10, 0.5 or \"600/m\"")
      }
      self = .rate(rate)
    case "header":
      do throws(InvalidRequest) {
        self = .header(try HeaderField(parsing: value))
      } catch {
        throw Invalid(reason: "is none: \(error.reason)")
      }
    default: throw Invalid(reason: "is for all hosts")
    }
  }
}

extension [HostRule] {
  func apply(to options: inout FetchOptions) {
    for rule in self {
      switch rule.setting {
      case .cap(let cap): options.hosts[rule.host, default: HostLimits()].cap = cap
      case .rate(let rate): options.hosts[rule.host, default: HostLimits()].rate = rate
      case .header(let field):
        options.defaults.hostHeaders.add(
          field, to: rule.host, inClearText: rule.allowsClearText)
      }
    }
  }
}
