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

  @Option(help: ArgumentHelp("Transfers at once to one host; 0: no cap.", valueName: "n"))
  var perHost = 8

  @Flag(help: "Fetch each distinct request once; the others are recorded as duplicates.")
  var unique = false

  /// Beyond it, one machine has neither ports nor memory.
  private static let concurrencies = 1...100_000

  func validate() throws {
    guard RunningFlags.concurrencies.contains(concurrency) else {
      throw ValidationError("--concurrency is a number from 1 to 100000.")
    }
    guard perHost >= 0 else { throw ValidationError("--per-host is 0 or more.") }
  }

  func apply(to options: inout FetchOptions) {
    options.mode = mode
    options.concurrency = concurrency
    options.perHost = perHost
    options.isUnique = unique
  }
}

extension Mode: ExpressibleByArgument {}
