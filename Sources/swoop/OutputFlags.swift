import ArgumentParser
import SwoopCore

/// Where results go.
struct OutputFlags: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write records to FILE as JSON Lines; - is standard output. FILE must be new or empty.",
      valueName: "file"))
  var output: String?

  @Flag(help: "Replace what the file of --output holds.")
  var overwrite = false

  @Flag(help: "The same as -o -: JSON records on standard output.")
  var json = false

  @Flag(
    help:
      "Write the bodies of ok entries to standard output, in the list's order. They wait for their turn in memory."
  )
  var cat = false

  @Flag(name: .shortAndLong, help: "No text lines and no summary: errors only.")
  var quiet = false

  private var isJSONOnStandardOutput: Bool { json || output == "-" }

  func validate() throws {
    guard !(cat && isJSONOnStandardOutput) else {
      throw ValidationError("--cat and JSON records can't share standard output; use -o FILE.")
    }
    guard !overwrite || output != nil && output != "-" else {
      throw ValidationError("--overwrite goes with -o FILE.")
    }
  }

  /// Opens all outputs, before anything is fetched.
  func open(besides sources: [ListSource]) throws -> Outputs {
    var records: [(file: OutputFile, format: RecordFormat)] = []
    if isJSONOnStandardOutput {
      records.append((.standardOutput(), .json))
    } else if !cat, !quiet {
      records.append((.standardOutput(), .text))
    }
    if let output, output != "-" {
      guard !Sources.contain(output, sources) else {
        Terminal.complain("\(output): the list itself would be overwritten")
        throw ExitStatus.cannotCreateOutput
      }
      do {
        records.append((try OutputFile.create(output, overwrite: overwrite), .json))
      } catch {
        let hint = error.isRefusedAsFull ? "; --overwrite replaces what it holds" : ""
        Terminal.complain("\(error)\(hint)")
        throw ExitStatus.cannotCreateOutput
      }
    }
    return Outputs(records: records, bodies: cat ? .standardOutput() : nil)
  }
}
