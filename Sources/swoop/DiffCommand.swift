import ArgumentParser
import SwoopCore

/// `swoop diff`: what has changed, and what broke, from one run to another.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Tells what has changed from one run to another, by their records.",
    discussion: """
      OLD and NEW are files of JSON records, as -o and --json write them; one of them may be - for standard \
      input. Records are of the same entry where their request_id is the same.

      A line for each difference goes to standard output: its kind, what was, what is, and the URL, \
      separated by tabs. Kinds: added, gone, broken (it was ok, and failed), fixed, status (another one, or \
      another error), content (another body: by SHA-256, or where a record has none, by size and ETag), \
      slower.

      Exit status: 0 no differences, 1 differences, 64 wrong usage, 66 a file can't be read or has lines \
      that are no records, 71 no room for a copy of standard input, 74 output that can't be written.
      """)

  @Argument(
    help: ArgumentHelp("The records of the earlier run.", valueName: "old"), completion: .file())
  var old: String

  @Argument(
    help: ArgumentHelp("The records of the later run.", valueName: "new"), completion: .file())
  var new: String

  @Option(
    help: ArgumentHelp(
      "Look for differences of these kinds alone: broken,gone (all kinds).",
      valueName: "kind,..."),
    completion: .list(Difference.Kind.allCases.map(\.rawValue)))
  var only: DifferenceKinds?

  @Option(
    help: ArgumentHelp(
      "An entry is slower that takes FACTOR times as long or longer.", valueName: "factor"))
  var slower = Factor(value: 3)

  @Option(
    help: ArgumentHelp("And so much longer, at least.", valueName: "seconds"))
  var slowerBy = Seconds(1)

  @Flag(help: "A JSON object for each difference, with what both records say.")
  var json = false

  @Flag(name: .shortAndLong, help: "No lines and no summary: the exit status tells.")
  var quiet = false

  func validate() throws {
    guard old != "-" || new != "-" else {
      throw ValidationError("Standard input can be <old> or <new>, not both.")
    }
  }

  func run() throws {
    Signals.leaveFailuresToWriters()
    let diff: RecordDiff
    do {
      diff = RecordDiff(
        old: try DiffCommand.open(old), new: try DiffCommand.open(new),
        kinds: only?.kinds ?? Set(Difference.Kind.allCases),
        slowdown: Slowdown(factor: slower.value, floor: slowerBy.duration))
    } catch let error as InputFile.SetAsideError {
      Terminal.complain("\(error)")
      throw ExitStatus.systemError
    } catch {
      Terminal.complain("\(error)")
      throw ExitStatus.unreadableInput
    }
    let tally = try write(diff)
    Terminal.complain(of: tally.unreadableOld, in: diff.old.name)
    Terminal.complain(of: tally.unreadableNew, in: diff.new.name)
    if !quiet { Terminal.say(DifferenceSummary.describe(tally)) }
    guard tally.unreadableOld.count + tally.unreadableNew.count == 0 else {
      throw ExitStatus.unreadableInput
    }
    if !tally.differences.isEmpty { throw ExitStatus.someFailed }
  }

  private static func open(_ path: String) throws -> InputFile {
    path == "-"
      ? try .standardInput(settingAsideIn: TemporaryFolder.path)
      : try .open(path, settingAsideIn: TemporaryFolder.path)
  }

  private func write(_ diff: RecordDiff) throws -> RecordDiff.Tally {
    let output = quiet ? nil : OutputFile.standardOutput()
    do {
      return try diff.write(json ? .json : .text, to: output)
    } catch let error as OutputError {
      // Whoever closes the pipe has seen enough, which is a difference.
      if error.cause == .brokenPipe { throw ExitStatus.someFailed }
      Terminal.complain("\(error)")
      throw ExitStatus.cannotWriteOutput
    } catch {
      Terminal.complain("\(error)")
      throw ExitStatus.unreadableInput
    }
  }
}

/// Kinds of differences, such as `broken,gone`.
struct DifferenceKinds: ExpressibleByArgument {
  let kinds: Set<Difference.Kind>

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let known = names.compactMap { Difference.Kind(rawValue: String($0)) }
    guard known.count == names.count else { return nil }
    kinds = Set(known)
  }
}

/// How many times as long, 1 or more.
struct Factor: ExpressibleByArgument {
  let value: Double

  private static let range = 1.0...1_000_000

  init(value: Double) {
    self.value = value
  }

  init?(argument: String) {
    guard let value = PlainDecimal.parse(argument), Factor.range.contains(value) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { "\(Int(value))" }
}
