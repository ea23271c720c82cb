import ArgumentParser
import SwoopCore

/// The command, and the commands below it.
@main
struct Swoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swoop",
    abstract: "Fetches lists of URLs, and tells what came of them.",
    version: Version.text,
    subcommands: [Fetch.self, CompareCommand.self, ReportCommand.self],
    defaultSubcommand: Fetch.self)

  static func main() {
    StandardStreams.openAll()
    var arguments = Array(CommandLine.arguments.dropFirst())
    // What most want to know is how to fetch.
    if ["-h", "--help"].contains(arguments.first) { arguments.insert("fetch", at: 0) }
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
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
}
