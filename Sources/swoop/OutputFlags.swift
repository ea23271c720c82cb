import ArgumentParser
import SwoopCore

/// Where results go.
struct OutputFlags: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write records to FILE as JSON Lines; - is standard output. FILE must be new or empty, but for --resume and --overwrite.",
      valueName: "file"), completion: .file())
  var output: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Replace what the files of --output and --warc hold.")
  var overwrite: Bool?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help:
      "Go on with the file of --output: skip the entries that have a record in it, and append. Entries that were interrupted, or whose body could not be written, are fetched."
  )
  var resume: Bool?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "With --resume: fetch the entries that failed again, too.")
  var retryFailed: Bool?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Save the bodies of ok entries under DIR, which is made if there is none: host/path, or an entry's own path.",
      valueName: "dir"), completion: .directory)
  var directory: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Give the SHA-256 of all bodies in their records, not only of those saved.")
  var hash: Bool?

  @Option(
    help: ArgumentHelp(
      "Give the bodies of ok entries in their JSON records, as base64: those of up to SIZE, decoded, from 1 to 64M. Goes with -o FILE or --json.",
      valueName: "size"))
  var bodyInRecord: ByteSize?

  @Option(
    help: ArgumentHelp(
      "Archive every exchange in FILE, whose name ends in .warc.gz, as it went over the wire: redirects and failed attempts, too. FILE must be new or empty, but for --resume and --overwrite. Bodies are hashed, as with --hash.",
      valueName: "file"), completion: .file(extensions: ["warc.gz"]))
  var warc: String?

  @Option(
    help: ArgumentHelp(
      "Begin another file of --warc when one has more than SIZE, from 1: FILE is NAME-00000.warc.gz and so on then (one file).",
      valueName: "size"))
  var warcSize: ByteSize?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "The same as -o -: JSON records on standard output.")
  var json: Bool?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help:
      "Write the bodies of ok entries to standard output, in the list's order. They wait for their turn in memory, or in a temporary file."
  )
  var cat: Bool?

  @Option(
    help: ArgumentHelp(
      "Write a page about the run to FILE, as HTML that needs nothing else. FILE must be new, empty, or such a page.",
      valueName: "file"), completion: .file())
  var report: String?

  @Option(
    help:
      "The summary on standard error: text for people, json for machines, in one line, or none (text; with --quiet none)."
  )
  var summary: SummaryFormat?

  @Flag(
    name: .shortAndLong, inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "No text lines, and no summary but one asked for: errors only.")
  var quiet: Bool?

  var summaryFormat: SummaryFormat { summary ?? (quiet == true ? .off : .text) }

  private static let bodiesInRecords = 1...AttemptOptions.longestBodyInRecord

  private var isJSONOnStandardOutput: Bool { json == true || output == "-" }

  func validate() throws {
    guard !(cat == true && isJSONOnStandardOutput) else {
      throw ValidationError("--cat and JSON records can't share standard output; use -o FILE.")
    }
    let hasFile = output != nil && output != "-"
    guard overwrite != true || hasFile || warc != nil else {
      throw ValidationError("--overwrite goes with -o FILE or --warc.")
    }
    guard resume != true || hasFile else { throw ValidationError("--resume goes with -o FILE.") }
    guard !(resume == true && overwrite == true) else {
      throw ValidationError("--resume goes on with FILE, and --overwrite replaces it.")
    }
    guard retryFailed != true || resume == true else {
      throw ValidationError("--retry-failed goes with --resume.")
    }
    if let bodyInRecord {
      guard OutputFlags.bodiesInRecords.contains(bodyInRecord.bytes) else {
        throw ValidationError(
          "--body-in-record is 1 to 64M: JSON has each body in one line. -d saves larger ones.")
      }
      guard hasFile || isJSONOnStandardOutput else {
        throw ValidationError("--body-in-record goes with -o FILE or --json.")
      }
    }
    guard warc.map(WARCOutput.isName) ?? true else {
      throw ValidationError("--warc names a file that ends in \(WARCOutput.nameEnding).")
    }
    guard warcSize == nil || warc != nil else {
      throw ValidationError("--warc-size goes with --warc.")
    }
    guard warcSize.map({ $0.bytes > 0 }) ?? true else {
      throw ValidationError("--warc-size is 1 or more.")
    }
    guard report != "-" else { throw ValidationError("--report names a file.") }
    guard directory?.isEmpty != true else { throw ValidationError("--directory has no name.") }
  }

  func apply(to options: inout FetchOptions) {
    options.attempt.hashesBodies = hash == true
    options.attempt.bodyInRecord = bodyInRecord?.bytes
  }

  /// Refuses to write two things to one file.
  ///
  /// - Parameter others: files that other options have written.
  func checkAreApart(from others: [String]) throws {
    let files = [output, report].compactMap(\.self).filter { $0 != "-" } + others
    let twice = files.indices.first { files[..<$0].contains(files[$0]) }.map { files[$0] }
    let archived = files.first { file in
      warc.map { WARCOutput.isFile(file, of: $0, sizeLimit: warcSize?.bytes) } ?? false
    }
    guard let file = twice ?? archived else { return }
    Terminal.complain("\(file): two options of this run would write it")
    throw ExitStatus.cannotCreateOutput
  }

  /// Opens all outputs, before anything is fetched.
  ///
  /// - Parameter lines: makes text lines for people, where standard output is a terminal.
  func open(
    besides inputs: Inputs, linesOnTerminal lines: RecordFormat
  ) throws -> Outputs {
    let isTerminal = Screen.isTerminal(.output)
    let isShared = isTerminal && Screen.isTerminal(.error)
    let standardOutput = OutputFile.standardOutput(sharing: isShared ? Screen.shared : nil)
    var outputs = Outputs(records: [], bodies: cat == true ? standardOutput : nil)
    outputs.spillFolder = TemporaryFolder.path
    if isJSONOnStandardOutput {
      outputs.records.append((standardOutput, .json))
    } else if cat != true, quiet != true, output == nil || StandardStreams.takesOutput {
      outputs.records.append((standardOutput, isTerminal ? lines : .text))
    }
    do {
      outputs.directory = try directory.map(SaveDirectory.open)
      if let output, output != "-" {
        try open(output, besides: inputs, in: &outputs)
      }
      if let warc {
        outputs.archive = try openArchive(warc, besides: inputs, outputs.resumed)
      }
    } catch let error as OutputError {
      let hint = error.isRefusedAsFull ? "; --resume goes on with it, --overwrite replaces it" : ""
      Terminal.complain("\(error)\(hint)")
      throw ExitStatus.cannotCreateOutput
    } catch let error as WARCOutput.NoArchive {
      Terminal.complain("\(error); --resume goes on with a whole one")
      throw ExitStatus.cannotCreateOutput
    } catch let error as WARCOutput.Shortened {
      Terminal.complain("\(error); put it back, or name another archive")
      throw ExitStatus.cannotCreateOutput
    } catch let error as RecordFile.NoRecord {
      Terminal.complain("\(error); --resume goes on with a file of nothing but records")
      throw ExitStatus.cannotCreateOutput
    }
    return outputs
  }

  private func open(
    _ file: String, besides inputs: Inputs, in outputs: inout Outputs
  ) throws {
    try inputs.checkAreOthers(than: file)
    guard resume == true else {
      outputs.records.append((try OutputFile.create(file, overwrite: overwrite == true), .json))
      return
    }
    let resumed = try RecordFile.resume(file, retriesFailed: retryFailed == true)
    outputs.records.append((resumed.file, .json))
    outputs.resumed = resumed
  }

  private func openArchive(
    _ file: String, besides inputs: Inputs, _ resumed: ResumedRecords?
  ) throws -> WARCOutput {
    for existing in try WARCOutput.existingFiles(file, sizeLimit: warcSize?.bytes) {
      try inputs.checkAreOthers(than: existing)
    }
    let software = "swoop/\(Version.text)"
    guard resume == true else {
      return try .create(
        file, sizeLimit: warcSize?.bytes, software: software, overwrite: overwrite == true)
    }
    return try .resume(
      file, sizeLimit: warcSize?.bytes, software: software, records: resumed)
  }
}

/// How a run is summed up.
enum SummaryFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
  case off = "none"
}
