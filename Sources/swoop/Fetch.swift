import ArgumentParser
import SwoopCore

/// `swoop [fetch]`: flags in, exit status out.
struct Fetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetches a list of URLs, all of it, many at a time.",
    usage: """
      swoop [fetch] [<options>] [<source> ...]
      swoop compare [<options>] [<source> ...]
      swoop report [<options>] <records> ...
      swoop diff [<options>] <old> <new>
      swoop shard <n> [<source> ...]
      """,
    discussion: """
      A SOURCE is a URL, a file of them, or - for standard input, which is read when it is \
      piped and no SOURCE is given. A list has one entry a line: a URL, or a JSON object \
      {"url": ..., "method": ..., "headers": {...}, "body": ..., "path": ..., "sha256": ...}. Every entry gets exactly one \
      record.

      Exit status: 0 every entry ok, 1 some failed, 64 wrong usage, 65 a mistake in the file \
      of an option, 66 a list that can't be read, 70 a record missing, 71 no threads, 73 and 74 output that can't be made or written, \
      75 the deadline came first, 78 a mistake in the file of settings, \
      129, 130 and 143 interrupted.
      """)

  @Argument(
    help: ArgumentHelp("URLs, files of them, or -.", valueName: "source"), completion: .file())
  var sources: [String] = []

  @OptionGroup(title: "Running") var running: RunningFlags
  @OptionGroup(title: "Politeness") var politeness: PolitenessFlags
  @OptionGroup(title: "Requests") var requests: RequestFlags
  @OptionGroup(title: "Identity") var identity: IdentityFlags
  @OptionGroup(title: "Transfers") var transfers: TransferFlags
  @OptionGroup(title: "Safety") var safety: SafetyFlags
  @OptionGroup(title: "Output") var output: OutputFlags
  @OptionGroup(title: "Talking") var talking: TalkingFlags
  @OptionGroup(title: "Configuration") var config: ConfigFlags

  /// Files that options name, and that are read before the run.
  private var files: [String] {
    identity.files
      + [
        running.since, requests.dataFile, transfers.proxies, transfers.cacert, config.file,
      ].compactMap(\.self)
  }

  func validate() throws {
    guard identity.userAgents == nil || requests.hasOwnName else {
      throw ValidationError("--user-agent names one, and --user-agents several: one of them.")
    }
  }

  func run() throws {
    guard let sources = try Sources.resolve(self.sources) else { throw CleanExit.helpRequest(self) }
    var options = try fetchOptions()
    let inputs = Inputs(sources: sources, files: files + [identity.cookies].compactMap(\.self))
    try output.checkAreApart(from: [identity.cookieJar].compactMap(\.self))
    var outputs = try output.open(besides: inputs, linesOnTerminal: talking.lines)
    try OpenFileLimit.fit(&options, outputs)
    let page = try output.makePage(in: &outputs, running.mode)
    outputs.protect(inputs.files)
    let jar = try identity.openJar(
      of: options.attempt.cookies, besides: inputs,
      [output.output, output.report, output.warc].compactMap(\.self) + files,
      notBelow: output.directory)
    let report: FetchRun.Report
    let signal: Int32?
    do {
      let run = try FetchRun(options, sources: sources, outputs: outputs)
      let signals = Signals(interrupting: run)
      let progress = talking.progressKind(isQuiet: output.quiet == true).map {
        ProgressReport(run, $0, talking.style(on: .error))
      }
      defer { progress?.end() }
      report = try run.run()
      signal = signals.received
    } catch {
      Terminal.complain("the run could not start: \(error)")
      throw ExitStatus.systemError
    }
    let complaints = SummaryText.complaints(report)
    switch output.summaryFormat {
    case .text: Terminal.say(SummaryText.describe(report, options))
    case .json: Terminal.say(report.json(options, problems: complaints))
    case .off: break
    }
    for complaint in complaints { Terminal.complain(complaint) }
    let status = ExitStatus.of(report, signal: signal)
    try finish(status == ExitStatus.recordMissing ? nil : page, jar)
    throw status
  }

  /// Writes what is written at the end. What fails keeps nothing else from being written.
  private func finish(_ page: PageObserver?, _ jar: CookieJarFile?) throws {
    do throws(OutputError) {
      try jar?.finish()
    } catch {
      Terminal.complain("--cookie-jar \(error)")
      try page?.write()
      throw ExitStatus.cannotWriteOutput
    }
    try page?.write()
  }

  private func fetchOptions() throws -> FetchOptions {
    var options = FetchOptions(defaults: try requests.defaults())
    try running.apply(to: &options)
    politeness.apply(to: &options)
    requests.apply(to: &options)
    try identity.apply(to: &options)
    try transfers.apply(to: &options)
    safety.apply(to: &options)
    output.apply(to: &options)
    config.hostRules.apply(to: &options)
    return options
  }
}
