import ArgumentParser
import SwoopCore

extension CompareCommand {
  /// How each run is made: what fetching was told, and what is different from run to run.
  struct Plan {
    let flags: Fetch
    /// Whether they say how many transfers are in flight.
    let namesConcurrency: Bool
    private let arguments: [String]

    /// Options that a file of settings may have for other runs.
    private static let leftOut = [
      "mode", "output", "overwrite", "resume", "retry-failed", "directory", "json", "cat", "report",
      "body-in-record", "summary", "quiet", "progress", "cookie-jar", "warc", "warc-size",
    ]

    private static let leavingOut = ["--config-without=" + leftOut.joined(separator: ",")]

    /// - Throws: what parsing throws, and `ValidationError` for options that a comparison has no use
    ///   for.
    init(_ arguments: [String]) throws {
      self.arguments = Plan.leavingOut + arguments
      flags = try ConfiguredCommandLine(self.arguments).parsed { try Fetch.parse($0) }
      let given = GivenOptions(arguments, OptionCatalog())
      guard !given.contains("mode") else {
        throw ValidationError("compare runs both modes; leave --mode out.")
      }
      namesConcurrency = given.contains("concurrency")
      let output = flags.output
      guard output.output == nil, output.directory == nil, output.report == nil,
        output.json != true, output.cat != true, output.summary == nil, output.warc == nil,
        flags.identity.cookieJar == nil
      else {
        throw ValidationError(
          "compare keeps nothing: no -o, -d, --json, --cat, --warc, --cookie-jar.")
      }
      guard !flags.config.showConfig else {
        throw ValidationError("swoop fetch --show-config shows what is in force; leave it out.")
      }
    }

    /// Fetches the list once.
    func trial(_ mode: Mode, _ concurrency: Int, _ list: StandardInputList?) throws -> Trial {
      let own = [
        "fetch", "-m", mode.rawValue, "-q", "--summary", "json", "-o", "/dev/null", "--progress",
        "never", "-c", "\(concurrency)",
      ]
      let child = try Child.run(own + arguments, input: list?.rewound)
      let lines = child.errors.split(separator: UInt8(ascii: "\n"))
      guard let summary = lines.first(where: { $0.first == UInt8(ascii: "{") }),
        let trial = try? Trial(summary)
      else {
        for line in lines { Terminal.say(String(decoding: line, as: UTF8.self)) }
        throw child.status == 0 ? ExitStatus.systemError : ExitCode(child.status)
      }
      for line in lines where line.first != UInt8(ascii: "{") {
        Terminal.say(String(decoding: line, as: UTF8.self))
      }
      // Entries that fail do so in both modes; the table has their number.
      guard [0, 1, 66].contains(child.status) else { throw ExitCode(child.status) }
      return trial
    }
  }
}
