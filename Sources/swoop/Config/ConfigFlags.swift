import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where settings come from. They are looked at before anything else is parsed.
struct ConfigFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read settings from FILE, not from swoop/config.toml in $XDG_CONFIG_HOME, or in ~/.config. What the command line says counts before them.",
      valueName: "file"), completion: .file())
  var config: String?

  @Flag(help: "Read no file of settings.")
  var noConfig = false

  @Flag(help: "Print the settings in force, and where each comes from, and end.")
  var showConfig = false

  /// What the file says of these does not count: how a comparison makes its runs.
  @Option(help: .hidden)
  var configWithout = ""

  /// How the file's tables of hosts reach the parser.
  @Option(name: .customLong(hostRuleName), help: .hidden)
  var hostRules: [HostRule] = []

  /// The file that settings are read from; nil: none.
  var file: String? {
    noConfig ? nil : config ?? ConfigFile.standardPath(ProcessInfo.processInfo.environment)
  }

  static let hostRuleName = "host-rule"
  static let names: Set<String> = [
    "config", "no-config", "show-config", "config-without", hostRuleName,
  ]

  func validate() throws {
    guard !noConfig || config == nil else {
      throw ValidationError("--no-config and --config contradict each other.")
    }
  }
}
