import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The settings in force as a file of settings, with where each comes from in comments.
enum SettingsText {
  static func lines(_ layers: ConfiguredCommandLine.Layers) -> [String] {
    var lines = [
      layers.file.map { "# \($0.path), and the command line" } ?? "# no file of settings"
    ]
    var section: String?
    for option in layers.catalog.settings {
      if option.section != section { lines += ["", "# \(option.section)"] }
      section = option.section
      lines += SettingsText.lines(option, layers.values(of: option))
    }
    for host in layers.hosts {
      lines += ["", "[host.\(quoted(host))]"]
      for name in HostRule.names {
        let values = layers.values(of: name, forHost: host)
        if let option = layers.catalog[name], !values.isEmpty {
          lines += SettingsText.lines(option, values)
        }
      }
    }
    return lines + environment
  }

  /// A value and where it comes from.
  struct Sourced {
    let value: String
    let origin: String
  }

  private static func lines(_ option: OptionCatalog.Option, _ values: [Sourced]) -> [String] {
    guard let last = values.last else { return ["# \(option.name) is not set"] }
    guard option.isRepeating else {
      return [
        "\(option.name) = \(literal(shown(last.value, of: option), option))  # \(last.origin)"
      ]
    }
    return ["\(option.name) = ["]
      + values.map { "  \(quoted(shown($0.value, of: option))),  # \($0.origin)" } + ["]"]
  }

  private static func literal(_ value: String, _ option: OptionCatalog.Option) -> String {
    let isNumber = value == Int(value).map { "\($0)" } || value == Double(value).map { "\($0)" }
    return option.isFlag || isNumber ? value : quoted(value)
  }

  /// A value without what may be a secret: such texts are shown to others.
  private static func shown(_ value: String, of option: OptionCatalog.Option) -> String {
    switch option.name {
    case "header":
      guard let field = try? HeaderField(parsing: value), field.mayBeCredential else {
        return value
      }
      return "\(field.name): ***"
    case "proxy": return Redaction.invalid(value)
    default: return value
    }
  }

  /// A basic string of TOML 1.0.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// What swoop heeds of the environment.
  private static var environment: [String] {
    let names = [
      "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "NO_COLOR", "TERM", "TMPDIR",
    ]
    let values = ProcessInfo.processInfo.environment
    let lines = names.compactMap { name in
      values[name].map { "# \(name)=\(PrintableText.escaping($0))" }
    }
    return lines.isEmpty ? [] : ["", "# Environment"] + lines
  }
}

extension ConfiguredCommandLine.Layers {
  /// Those of an option, the weakest first.
  fileprivate func values(of option: OptionCatalog.Option) -> [SettingsText.Sourced] {
    let own = given.values[option.name, default: []]
    let fallback = option.defaultValue.map { [SettingsText.Sourced(value: $0, origin: "default")] }
    let values =
      values(of: option.name, forHost: nil)
      + own.map { SettingsText.Sourced(value: $0, origin: "command line") }
    if !values.isEmpty { return values }
    return option.isFlag
      ? [SettingsText.Sourced(value: "false", origin: "default")] : fallback ?? []
  }

  fileprivate func values(of name: String, forHost host: String?) -> [SettingsText.Sourced] {
    guard let file else { return [] }
    return settings.filter { $0.name == name && $0.host == host }.flatMap { setting in
      setting.values.map { .init(value: $0, origin: "\(file.path):\(setting.line)") }
    }
  }

  /// Those with a table, in the order of the file.
  fileprivate var hosts: [String] {
    var seen = Set<String>()
    return settings.compactMap(\.host).filter { seen.insert($0).inserted }
  }
}
