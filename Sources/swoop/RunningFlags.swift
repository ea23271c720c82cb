import ArgumentParser
import SwoopCore

/// How much happens at once, and in which way.
struct RunningFlags: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "How fetches run: async, tasks on an event loop, or threads, a pool that blocks.")
  var mode: Mode = .async

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Transfers in flight at once; in threads mode also the pool's size.", valueName: "n"))
  var concurrency = 64

  @Option(
    help: ArgumentHelp(
      "Event loops in async mode; a host's transfers are all on the same one (as many as there are cores).",
      valueName: "n"))
  var loops: Int?

  @Option(
    help: ArgumentHelp(
      "For the run in all: then it is ended, and what was read and is not done is recorded as interrupted (no limit).",
      valueName: "seconds"))
  var deadline: Seconds?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Fetch each distinct request once; the others are recorded as duplicates.")
  var unique: Bool?

  @Option(
    help: ArgumentHelp(
      "Entries read ahead: how far apart a list's hosts may be for all to be busy.",
      valueName: "n"))
  var window = 20_000

  @Option(
    help: ArgumentHelp(
      "Only the I-th of N parts of the list, split by host, for N machines to share.",
      valueName: "i/n"))
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "Ask only for what has changed since the run that wrote RECORDS. With -d, what is still the same stays as that run saved it.",
      valueName: "records"), completion: .file())
  var since: String?

  /// Beyond it, one machine has neither ports nor memory.
  private static let concurrencies = 1...100_000

  private static let loopCounts = 1...1024

  func validate() throws {
    guard RunningFlags.concurrencies.contains(concurrency) else {
      throw ValidationError("--concurrency is a number from 1 to 100000.")
    }
    guard loops.map(RunningFlags.loopCounts.contains) ?? true else {
      throw ValidationError("--loops is a number from 1 to 1024.")
    }
    guard window > 0 else { throw ValidationError("--window is 1 or more.") }
  }

  func apply(to options: inout FetchOptions) throws {
    options.mode = mode
    options.concurrency = concurrency
    if let loops { options.loops = loops }
    options.list.deadline = deadline?.duration
    options.list.isUnique = unique == true
    options.window = window
    options.list.shard = shard
    options.list.since = try since.map(readEarlier)
  }

  /// Lines that are no records only make for more to fetch.
  private func readEarlier(_ path: String) throws -> EarlierRecords {
    let earlier: EarlierRecords
    do {
      earlier = try EarlierRecords(path, settingAsideIn: TemporaryFolder.path)
    } catch {
      Terminal.complain("\(error)")
      throw error is OutputError ? ExitStatus.unreadableInput : ExitStatus.systemError
    }
    Terminal.complain(of: earlier.unreadable, in: path)
    return earlier
  }
}

extension Mode: ExpressibleByArgument {}
