import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file of settings, in TOML 1.0, with the long names of options.
struct ConfigFile {
  /// One value of a setting, in the words of the command line.
  struct Setting {
    /// The host whose table it stands in, as it is written there; nil: it is for all.
    let host: String?
    /// Of the option, without dashes.
    let name: String
    /// `true` or `false` where it is a flag.
    let value: String
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
  /// Those that have a table, as URLs have them.
  private var hosts: Set<HostName> = []

  init(path: String, _ text: [UInt8], _ catalog: OptionCatalog) {
    self.path = path
    guard text.count <= ConfigFile.largest else {
      problems = [Problem(line: 1, text: "a file of settings has 64 KB at the most")]
      return
    }
    do throws(TOMLDocument.Malformed) {
      for value in try TOMLDocument(text).values { add(value, catalog) }
    } catch {
      problems.append(Problem(line: error.line, text: "not valid TOML: \(error.reason)"))
    }
  }

  /// Bytes.
  static let largest = 64 << 10

  /// `swoop/config.toml` where the XDG Base Directory Specification puts it; nil: there is none.
  static func standardPath(_ environment: [String: String]) -> String? {
    // A path that is not absolute is to be ignored.
    let given = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.config" : nil }
    guard let path = (given ?? home).map({ $0 + "/swoop/config.toml" }) else { return nil }
    // One that is there and can't be read may hold what keeps its user safe.
    let isThere = access(path, F_OK) == 0 || ![ENOENT, ENOTDIR].contains(errno)
    return isThere ? path : nil
  }

  private mutating func add(_ value: TOMLDocument.Value, _ catalog: OptionCatalog) {
    // What stands in a table that is none of these is no mistake of its own.
    guard !refused.contains(where: { value.path.starts(with: $0) }) else { return }
    do throws(Problem) {
      settings += try read(value, catalog)
    } catch {
      refused.append(value.path)
      problems.append(error)
    }
  }

  /// - Returns: none for a table, whose members are settings.
  private mutating func read(
    _ value: TOMLDocument.Value, _ catalog: OptionCatalog
  ) throws(Problem) -> [Setting] {
    let isOfHost = value.path.first == "host" && value.path.count > 1
    if value.content == .table, value.path == ["host"] { return [] }
    if value.content == .table, isOfHost, value.path.count == 2 {
      try begin(tableOf: value.path[1], line: value.line)
      return []
    }
    let path = isOfHost ? Array(value.path.dropFirst(2)) : value.path
    func problem(_ text: String) -> Problem { Problem(line: value.line, text: text) }
    guard let name = path.first else {
      throw problem("host is for tables such as [host.\"example.org\"]")
    }
    guard !isOfHost || HostRule.names.contains(name) else {
      let hint = path.count > 1 || value.content == .table ? "; quote a name that has dots" : ""
      throw problem(
        "a host's table has \(HostRule.names.joined(separator: ", ")), not \(shown(name))\(hint)")
    }
    guard path.count == 1, let option = catalog.setting(name) else {
      throw problem("\(shown(name)) is no option\(catalog.hint(for: name))")
    }
    do throws(OptionCatalog.Unsuitable) {
      var settings: [Setting] = []
      for word in try option.words(for: value) {
        let setting = Setting(
          host: isOfHost ? value.path[1] : nil, name: name, value: word.text,
          isFlag: option.isFlag, line: word.line)
        if isOfHost { try option.checkForHost(word) }
        settings.append(setting)
      }
      return settings
    } catch {
      throw Problem(line: error.line, text: "\(name) \(error.reason)")
    }
  }

  private mutating func begin(tableOf name: String, line: Int) throws(Problem) {
    guard let host = HostRule.host(of: name) else {
      throw Problem(line: line, text: "\(shown(name)) is no host's name")
    }
    guard hosts.insert(host).inserted else {
      throw Problem(line: line, text: "\(shown(name)) has a table already")
    }
  }

  private func shown(_ name: String) -> String { name.isEmpty ? "\"\"" : name }
}

extension ConfigFile.Setting {
  /// As the parser takes it.
  var arguments: [String] {
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
