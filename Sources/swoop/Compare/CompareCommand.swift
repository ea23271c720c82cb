import ArgumentParser
import Report
import SwoopCore

/// `swoop compare`: a list in both modes, side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Fetches a list in both modes, in turn, and tells which serves it better, and why.",
    usage:
      "swoop compare [--rounds <n>] [--at <n,...>] [--report <file>] [<options of fetch>] [<source> ...]",
    discussion: """
      Each run is a process of its own. The table has the medians of all rounds. All options of \
      swoop fetch go with it, but for those that say where records and bodies go, and --mode.
      """)

  @Option(help: ArgumentHelp("How often each mode fetches the list.", valueName: "n"))
  var rounds = 3

  @Option(
    help: ArgumentHelp(
      "Transfers in flight at once, one or several numbers (that of --concurrency).",
      valueName: "n,..."))
  var at: Concurrencies?

  @Option(
    help: ArgumentHelp(
      "Write a page with the figures as plots to FILE, which must be new, empty, or such a page.",
      valueName: "file"), completion: .file())
  var report: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("What swoop fetch takes: options, URLs, files of them.", valueName: "fetch"),
    completion: .file())
  var fetch: [String] = []

  func validate() throws {
    guard rounds > 0 else { throw ValidationError("--rounds is 1 or more.") }
    guard report != "-" else { throw ValidationError("--report names a file.") }
  }

  func run() throws {
    let plan = try Plan(fetch)
    guard at == nil || !plan.namesConcurrency else {
      throw ValidationError("--at says how many are in flight; leave --concurrency out.")
    }
    guard let sources = try Sources.resolve(plan.flags.sources) else {
      throw CleanExit.helpRequest(self)
    }
    let list = try StandardInputList(sources)
    let page = try report.map(Page.make)
    var comparisons: [Comparison] = []
    for concurrency in at?.values ?? [plan.flags.running.concurrency] {
      let trials = try trials(plan, at: concurrency, list)
      comparisons.append(
        Comparison(
          concurrency: concurrency, async: .init(trials[.async] ?? []),
          threads: .init(trials[.threads] ?? [])))
    }
    let verdicts = comparisons.map { Verdict(comparison: $0).text }
    try Terminal.print(
      (ComparisonTable.lines(comparisons) + [""] + verdicts).joined(separator: "\n"))
    if let page { try page.write(comparisons, verdicts) }
  }

  private func trials(
    _ plan: Plan, at concurrency: Int, _ list: StandardInputList?
  ) throws -> [Mode: [Trial]] {
    var trials: [Mode: [Trial]] = [:]
    for round in 1...rounds {
      // The first one in a round may find its servers cold.
      for mode in round % 2 == 1 ? Mode.allCases : Mode.allCases.reversed() {
        let trial = try plan.trial(mode, concurrency, list)
        trials[mode, default: []].append(trial)
        Terminal.say(
          "\(mode.rawValue), \(concurrency) in flight, round \(round) of \(rounds): "
            + "\(Figure.decimal(trial.elapsed_ms / 1000)) s")
      }
    }
    return trials
  }
}

/// A list of numbers, such as `1,8,64`.
struct Concurrencies: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Int($0) }
    guard values.count == parts.count, values.allSatisfy((1...100_000).contains) else { return nil }
  }
}
