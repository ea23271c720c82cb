import ArgumentParser
import SwoopCore

/// One setting of a host's table: `example.org per-host=2`.
struct HostRule: ExpressibleByArgument {
  enum Setting {
    case cap(HostCap)
    case rate(Rate)
    case header(HeaderField)
  }

  /// As URLs have it.
  let host: String
  let setting: Setting

  /// The names that a table may have, which are those of the options for all hosts.
  static let names = ["per-host", "host-rate", "header"]

  init?(argument: String) {
    let parts = argument.split(separator: " ", maxSplits: 1)
    let pair = parts.last?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let pair, pair.count == 2 else { return nil }
    self.init(String(parts[0]), String(pair[0]), String(pair[1]))
  }

  /// - Parameter name: that of the option for all hosts.
  init?(_ host: String, _ name: String, _ value: String) {
    guard let host = FetchableURL.host(host), let setting = Setting(name, value) else { return nil }
    self.host = host
    self.setting = setting
  }
}

extension HostRule.Setting {
  fileprivate init?(_ name: String, _ value: String) {
    switch name {
    case "per-host":
      guard let cap = HostCap(argument: value) else { return nil }
      self = .cap(cap)
    case "host-rate":
      guard let rate = Rate(argument: value) else { return nil }
      self = .rate(rate)
    case "header":
      guard let field = try? HeaderField(parsing: value) else { return nil }
      self = .header(field)
    default: return nil
    }
  }
}

extension [HostRule] {
  func apply(to options: inout FetchOptions) {
    for rule in self {
      switch rule.setting {
      case .cap(let cap): options.hosts[rule.host, default: HostLimits()].cap = cap
      case .rate(let rate): options.hosts[rule.host, default: HostLimits()].rate = rate
      case .header(let field): options.defaults.hostHeaders[rule.host, default: []].append(field)
      }
    }
  }
}
