import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file of settings, in TOML 1.0, with the long names of options.
struct ConfigFile {
  /// One setting, in the words of the command line.
  struct Setting {
    /// The host whose table it stands in; nil: it is for all.
    let host: String?
    /// Of the option, without dashes.
    let name: String
    /// `true` or `false` where it is a flag.
    var values: [String]
    let isFlag: Bool
    /// From 1.
    let line: Int
  }

  /// What is wrong with the file, and in which line.
  struct Problem: Error {
    let line: Int
    let text: String
  }

  let path: String
  private(set) var settings: [Setting] = []
  private(set) var problems: [Problem] = []
  /// The paths of what has a problem.
  private var refused: [[String]] = []

  init(path: String, _ text: [UInt8], _ catalog: OptionCatalog) {
    self.path = path
    guard text.count <= ConfigFile.largest else {
      problems = [Problem(line: 1, text: "a file of settings has 64 KB at the most")]
      return
    }
    do throws(TOMLDocument.Malformed) {
      for value in try TOMLDocument(text).values { add(value, catalog) }
    } catch {
      problems.append(Problem(line: error.line, text: "no TOML: \(error.reason)"))
    }
  }

  /// Bytes. The reader of TOML takes stack for each level of nesting, of which there can't be too many then.
  static let largest = 64 << 10

  /// `swoop/config.toml` where the XDG Base Directory Specification puts it; nil: there is none.
  static func standardPath(_ environment: [String: String]) -> String? {
    // A path that is not absolute is to be ignored.
    let given = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.config" : nil }
    guard let path = (given ?? home).map({ $0 + "/swoop/config.toml" }),
      FileIdentity(path: path) != nil
    else { return nil }
    return path
  }

  private mutating func add(_ value: TOMLDocument.Value, _ catalog: OptionCatalog) {
    // What stands in a table that is none of these is no mistake of its own.
    guard !refused.contains(where: { value.path.starts(with: $0) }) else { return }
    do throws(Problem) {
      if let setting = try setting(value, catalog) { settings.append(setting) }
    } catch {
      refused.append(value.path)
      problems.append(error)
    }
  }

  /// - Returns: nil for a table, whose members are settings.
  private func setting(
    _ value: TOMLDocument.Value, _ catalog: OptionCatalog
  ) throws(Problem) -> Setting? {
    func problem(_ text: String) -> Problem { Problem(line: value.line, text: text) }
    let isOfHost = value.path.first == "host" && value.path.count > 1
    if value.content == .table, value.path == ["host"] || isOfHost && value.path.count == 2 {
      guard !isOfHost || FetchableURL.host(value.path[1]) != nil else {
        throw problem("\(value.path[1]) is no host's name")
      }
      return nil
    }
    let path = isOfHost ? Array(value.path.dropFirst(2)) : value.path
    guard path.count == 1, let name = path.first else {
      throw problem("[\(value.path.joined(separator: "."))]: tables are [host.\"example.org\"]")
    }
    guard !isOfHost || HostRule.names.contains(name) else {
      throw problem("a host's table has \(HostRule.names.joined(separator: ", ")), not \(name)")
    }
    guard catalog.isSetting(name), let option = catalog[name] else {
      throw problem("\(name) is no option" + (ConfigFile.hint(for: name, catalog) ?? ""))
    }
    do throws(OptionCatalog.Unsuitable) {
      let setting = Setting(
        host: isOfHost ? value.path[1] : nil, name: name,
        values: try option.words(for: value.content), isFlag: option.isFlag, line: value.line)
      guard let host = setting.host else { return setting }
      for value in setting.values where HostRule(host, name, value) == nil {
        throw OptionCatalog.Unsuitable(reason: "is not what the option of this name takes")
      }
      return setting
    } catch {
      throw problem("\(name) \(error.reason)")
    }
  }

  /// What the parser would say of a name that is nearly one.
  private static func hint(for name: String, _ catalog: OptionCatalog) -> String? {
    if catalog[name] != nil { return " that a file can set" }
    if name.hasPrefix("no-"), catalog[name.dropFirst("no-".count)] != nil {
      return "; write \(name.dropFirst("no-".count)) = false"
    }
    if let option = catalog.settings.first(where: { $0.name.hasPrefix(name) }) {
      return "; did you mean \(option.name)?"
    }
    do {
      _ = try Fetch.parse(["--\(name)"])
      return nil
    } catch {
      let message = Fetch.message(for: error)
      guard let start = message.firstRange(of: "Did you mean '--"),
        let end = message[start.upperBound...].firstIndex(of: "'")
      else { return nil }
      return "; did you mean \(message[start.upperBound..<end])?"
    }
  }
}

extension ConfigFile.Setting {
  /// As the parser takes it.
  var arguments: [String] {
    values.flatMap { value in
      if let host { return ["--\(ConfigFlags.hostRuleName)=\(host) \(name)=\(value)"] }
      switch value {
      case "true" where isFlag: return ["--\(name)"]
      case "false" where isFlag: return ["--no-\(name)"]
      // For an empty value after `=` the parser takes the next word.
      case "": return ["--\(name)", ""]
      default: return ["--\(name)=\(value)"]
      }
    }
  }
}
