import ArgumentParser
import SwoopCore

/// The command, and the commands below it.
@main
struct Swoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swoop",
    abstract: "Fetches lists of URLs, and tells what came of them.",
    version: Version.text,
    subcommands: [
      Fetch.self, CompareCommand.self, ReportCommand.self, DiffCommand.self, ShardCommand.self,
    ],
    defaultSubcommand: Fetch.self)

  static func main() {
    StandardStreams.openAll()
    var arguments = Array(CommandLine.arguments.dropFirst())
    // What most want to know is how to fetch.
    if ["-h", "--help"].contains(arguments.first) { arguments.insert("fetch", at: 0) }
    do {
      if let script = CompletionScript.requested(by: arguments) {
        return try Terminal.print(script)
      }
      if fetches(arguments) {
        try fetch(arguments.first == "fetch" ? Array(arguments.dropFirst()) : arguments)
      } else {
        var command = try parseAsRoot(arguments)
        try command.run()
      }
    } catch let status as ExitCode {
      ExitStatus.end(with: status)
    } catch  where exitCode(for: error) == .validationFailure {
      // The parser quotes what it was given as it is.
      let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
      Terminal.say(lines.map { PrintableText.escaping(String($0)) }.joined(separator: "\n"))
      exit(withError: ExitCode.validationFailure)
    } catch {
      exit(withError: error)
    }
  }

  private static func fetch(_ arguments: [String]) throws {
    let line = try ConfiguredCommandLine(arguments)
    var command = try line.parsed { try parseAsRoot(["fetch"] + $0) }
    if let fetch = command as? Fetch, fetch.config.showConfig, let layers = line.layers {
      try Terminal.print(SettingsText.lines(layers).joined(separator: "\n"))
    } else {
      try command.run()
    }
  }

  /// Whether arguments are those of `swoop fetch`, and not of another command or the parser's own.
  private static func fetches(_ arguments: [String]) -> Bool {
    guard let first = arguments.first else { return true }
    let commands = configuration.subcommands.map { $0.configuration.commandName } + ["help"]
    let own = [
      "--version", "--generate-completion-script", "--experimental-dump-help", "---completion",
    ]
    return first == "fetch" || !commands.contains(first) && !own.contains { first.hasPrefix($0) }
  }
}
