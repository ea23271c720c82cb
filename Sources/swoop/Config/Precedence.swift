import SwoopCore

/// What a command line leaves of a file's settings. Pure.
enum Precedence {
  static func settings(
    _ settings: [ConfigFile.Setting], besides given: GivenOptions
  ) -> [ConfigFile.Setting] {
    var left = settings.filter { !isReplaced($0, by: given) }
    func value(_ name: String) -> String? {
      given.values[name]?.last ?? left.last { $0.host == nil && $0.name == name }?.value
    }
    // What only says how another setting is meant says nothing where that is not in force.
    func remove(_ names: Set<String>, unless isMeant: Bool) {
      if !isMeant { left.removeAll { names.contains($0.name) } }
    }
    remove(["overwrite", "resume"], unless: value("output").map { $0 != "-" } ?? false)
    remove(["retry-failed"], unless: value("resume") == "true")
    remove(["body-in-record"], unless: value("output") != nil || value("json") == "true")
    let credentials = ["user", "bearer-file", "netrc-file"]
    remove(
      ["clear-text-credentials"],
      unless: value("netrc") == "true" || credentials.contains { value($0) != nil })
    remove(["proxy-cap"], unless: value("proxies") != nil)
    remove(["allow"], unless: value("public-only") == "true" || value("deny") != nil)
    return left
  }

  private static func isReplaced(
    _ setting: ConfigFile.Setting, by given: GivenOptions
  ) -> Bool {
    switch setting.name {
    case "deny", "allow": false
    case "header": isHeaderReplaced(setting.value, by: given)
    case "proxy", "proxies": given.contains("proxy") || given.contains("proxies")
    case "cat": given.contains("cat") || given.isOn("json") || given.values["output"]?.last == "-"
    case "json": given.contains("json") || given.isOn("cat")
    case "output" where setting.value == "-": given.contains("output") || given.isOn("cat")
    case "user-agent", "user-agents":
      given.contains("user-agent") || given.contains("user-agents")
    case "user", "bearer-file": given.contains("user") || given.contains("bearer-file")
    case "netrc-file": given.contains("netrc-file") || given.values["netrc"]?.last == "false"
    case "overwrite": given.contains("overwrite") || given.isOn("resume")
    case "resume": given.contains("resume") || given.isOn("overwrite")
    default: given.contains(setting.name)
    }
  }

  private static func isHeaderReplaced(_ text: String, by given: GivenOptions) -> Bool {
    guard let field = try? HeaderField(parsing: text) else { return false }
    let options = [
      "User-Agent": ["user-agent", "user-agents"], "Authorization": ["user", "bearer-file"],
    ]
    for (name, options) in options where field.has(name: name) {
      if options.contains(where: given.contains) { return true }
    }
    return given.values["header", default: []].contains { other in
      (try? HeaderField(parsing: other)).map { field.has(name: $0.name) } ?? false
    }
  }
}
