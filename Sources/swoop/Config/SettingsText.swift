import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The settings in force as a file of settings, with where each comes from in comments. What may be a
/// secret is not shown, and stands in comments, too: such texts are passed on.
enum SettingsText {
  /// A value and where it comes from.
  struct Sourced {
    let value: String
    let source: String
  }

  static func lines(_ layers: ConfiguredCommandLine.Layers) -> [String] {
    let path = layers.file.map { PrintableText.escaping($0.path) }
    var lines = [path.map { "# \($0), and the command line" } ?? "# no file of settings"]
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

  private static func lines(_ option: OptionCatalog.Option, _ values: [Sourced]) -> [String] {
    guard let last = values.last else { return ["# \(option.name) is not set"] }
    guard option.isRepeating else {
      let (value, isHidden) = shown(last.value, of: option)
      return [
        "\(isHidden ? "# " : "")\(option.name) = \(literal(value, option))  # \(last.source)"
      ]
    }
    let elements = values.map { value in
      let (text, isHidden) = shown(value.value, of: option)
      return "  \(isHidden ? "# " : "")\(quoted(text)),  # \(value.source)"
    }
    return ["\(option.name) = ["] + elements + ["]"]
  }

  private static func literal(_ value: String, _ option: OptionCatalog.Option) -> String {
    let isNumber = value == Int(value).map { "\($0)" } || value == Double(value).map { "\($0)" }
    return option.isFlag || isNumber ? value : quoted(value)
  }

  /// A value without what may be a secret, and whether there was any.
  private static func shown(
    _ value: String, of option: OptionCatalog.Option
  ) -> (text: String, isHidden: Bool) {
    let text: String
    switch option.name {
    case "header":
      let field = try? HeaderField(parsing: value)
      text = field.map { $0.mayBeCredential ? "\($0.name): ***" : value } ?? "***"
    case "data", "user": text = value.hasPrefix("@") ? value : "***"
    case "proxy": text = Redaction.invalid(value)
    default: text = value
    }
    return (text, text != value)
  }

  /// A basic string of TOML 1.0.
  private static func quoted(_ text: String) -> String {
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
      "XDG_CONFIG_HOME", "HOME", "NETRC", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR",
      "NO_COLOR",
      "TERM", "LC_ALL", "LC_CTYPE", "LANG", "TMPDIR",
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
    let values =
      values(of: option.name, forHost: nil)
      + own.map { SettingsText.Sourced(value: $0, source: "command line") }
    guard values.isEmpty else { return values }
    let fallback = option.defaultValue ?? (option.isFlag ? "false" : nil)
    return fallback.map { [SettingsText.Sourced(value: $0, source: "default")] } ?? []
  }

  fileprivate func values(of name: String, forHost host: String?) -> [SettingsText.Sourced] {
    guard let file else { return [] }
    return settings.filter { $0.name == name && $0.host == host }.map { setting in
      let place = "\(PrintableText.escaping(file.path)):\(setting.line)"
      return SettingsText.Sourced(value: setting.value, source: place)
    }
  }

  /// Those with a table, in the order of the file.
  fileprivate var hosts: [String] {
    var seen = Set<String>()
    return settings.compactMap(\.host).filter { seen.insert($0).inserted }
  }
}
