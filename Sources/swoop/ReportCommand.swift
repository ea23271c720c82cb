import ArgumentParser
import Report
import SwoopCore

/// `swoop report`: what came of an earlier run, from its records.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Sums up the records of earlier runs, or makes a page of them.",
    discussion: """
      RECORDS are files that -o wrote. Without --output, the summary goes to standard output.

      Exit status: 0 all is well, 64 wrong usage, 66 a file can't be read or has lines that are \
      no records, 73 and 74 a page that can't be made or written.
      """)

  @Argument(help: ArgumentHelp("Files of records.", valueName: "records"), completion: .file())
  var records: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write an HTML page to FILE, which must be new, empty, or such a page.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: "The summary on standard output: text for people, json for machines, or none.")
  var summary: SummaryFormat?

  func validate() throws {
    guard output != "-" else { throw ValidationError("--output names a file.") }
  }

  func run() throws {
    var chart = RunChart()
    var (isAnyRead, hasProblems) = (false, false)
    for path in records {
      do throws(OutputError) {
        let unreadable = try RecordFile.read(path) { chart.add($0, $1) }
        isAnyRead = true
        hasProblems = hasProblems || unreadable.count > 0
        Terminal.complain(of: unreadable, in: path)
      } catch {
        Terminal.complain("\(error)")
        hasProblems = true
      }
    }
    // An earlier page is worth more than one of nothing.
    guard isAnyRead else { throw ExitStatus.unreadableInput }
    if let output { try Page.make(output).write(chart) }
    switch summary ?? (output == nil ? .text : .off) {
    case .text: try Terminal.print(SummaryText.describe(chart.summary))
    case .json: try Terminal.print(chart.summary.json)
    case .off: break
    }
    if hasProblems { throw ExitStatus.unreadableInput }
  }
}
