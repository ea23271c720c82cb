import ArgumentParser
import SwoopCore

/// The command: flags in, exit status out.
@main
struct Swoop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swoop",
    abstract: "Fetches a list of URLs, all of it, many at a time.",
    discussion: """
      A SOURCE is a URL, a file of them, or - for standard input, which is read when it is \
      piped and no SOURCE is given. A list has one entry a line: a URL, or a JSON object \
      {"url": ..., "method": ..., "headers": {...}, "body": ..., "path": ..., "sha256": ...}. Every entry gets exactly one \
      record.

      Exit status: 0 every entry ok, 1 some failed, 64 wrong usage, 66 a list that can't be \
      read, 70 a record missing, 71 no threads, 73 and 74 output that can't be made or written, \
      75 the deadline came first, \
      129, 130 and 143 interrupted.
      """,
    version: Version.text)

  @Argument(help: ArgumentHelp("URLs, files of them, or -.", valueName: "source"))
  var sources: [String] = []

  @OptionGroup(title: "Running") var running: RunningFlags
  @OptionGroup(title: "Politeness") var politeness: PolitenessFlags
  @OptionGroup(title: "Requests") var requests: RequestFlags
  @OptionGroup(title: "Transfers") var transfers: TransferFlags
  @OptionGroup(title: "Safety") var safety: SafetyFlags
  @OptionGroup(title: "Output") var output: OutputFlags

  /// `swoop fetch ...` is the long way to say `swoop ...`.
  static func main() {
    StandardStreams.openAll()
    let arguments = CommandLine.arguments.dropFirst()
    do {
      var command = try parseAsRoot(
        Array(arguments.first == "fetch" ? arguments.dropFirst() : arguments))
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

  func run() throws {
    guard let sources = try Sources.resolve(self.sources) else { throw CleanExit.helpRequest(self) }
    var options = try fetchOptions()
    let outputs = try output.open(besides: sources)
    OpenFileLimit.fit(&options, outputs)
    let report: FetchRun.Report
    let signal: Int32?
    do {
      let run = try FetchRun(options, sources: sources, outputs: outputs)
      let signals = Signals(interrupting: run)
      report = try run.run()
      signal = signals.received
    } catch {
      Terminal.complain("the run could not start: \(error)")
      throw ExitStatus.systemError
    }
    if !output.quiet { Terminal.say(SummaryText.describe(report, options)) }
    for complaint in SummaryText.complaints(report) { Terminal.complain(complaint) }
    throw ExitStatus.of(report, signal: signal)
  }

  private func fetchOptions() throws -> FetchOptions {
    var options = FetchOptions(defaults: try requests.defaults())
    running.apply(to: &options)
    politeness.apply(to: &options)
    requests.apply(to: &options)
    try transfers.apply(to: &options)
    safety.apply(to: &options)
    output.apply(to: &options)
    return options
  }
}
