import ArgumentParser
import SwoopCore

/// `swoop shard`: the part of each entry, for others to split a list as `--shard` does.
struct ShardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shard",
    abstract: "Tells which of N shards each entry of a list is in.",
    discussion: """
      Prints a line for each entry: the I of the --shard I/N that fetches it, a tab, and the \
      entry as the list gives it. Blank lines and comments are left out. Of a line that is too \
      long to be read, as much is printed as makes it too long again.

      A SOURCE is what it is for fetch.

      Exit status: 0 all is well, 64 wrong usage, 66 a list can't be read, 71 no descriptors, \
      74 output that can't be written.
      """)

  @Argument(help: ArgumentHelp("The number of shards.", valueName: "n"))
  var count: Int

  @Argument(
    help: ArgumentHelp("URLs, files of them, or -.", valueName: "source"), completion: .file())
  var sources: [String] = []

  func validate() throws {
    guard Shard.counts.contains(count) else {
      throw ValidationError("<n> must be from 1 to \(Shard.counts.upperBound).")
    }
  }

  func run() throws {
    guard let sources = try Sources.resolve(self.sources) else { throw CleanExit.helpRequest(self) }
    Signals.leaveFailuresToWriters()
    let output = OutputFile.standardOutput()
    let failures: [ListError]
    do {
      failures = try ShardedList(sources, count: count).write(to: output)
    } catch let error as OutputError where error.cause == .brokenPipe {
      return
    } catch let error as OutputError {
      Terminal.complain("\(error)")
      throw ExitStatus.cannotWriteOutput
    } catch {
      Terminal.complain("\(error)")
      throw ExitStatus.systemError
    }
    for failure in failures { Terminal.complain("\(failure)") }
    if !failures.isEmpty { throw ExitStatus.unreadableInput }
  }
}
