import Foundation
import Origin
import Testing

@testable import SwoopCore

/// Runs that go on where others ended, in both modes.
@Suite struct ResumeTests {
  /// How often each URL was asked for.
  private func visits(_ origin: Origin, _ paths: [String]) -> [Int] {
    paths.map { origin.received(path: $0).count }
  }

  @Test(arguments: Mode.allCases)
  func `a list that grew and was shuffled has only its new entries fetched`(mode: Mode) async throws
  {
    try await Origin.withOrigin { origin in
      let records = TemporaryFile()
      let paths = (1...60).map { "/bytes/\($0)" } + ["/status/404"]
      let first = paths[30...] + paths[30...] + ["bad line"]
      _ = try await fetch(mode, first.map { origin.url($0) }.replacing("bad"), records: records)
      let all = (paths + paths).shuffled()
      let second = try await fetch(
        mode, (["bad line"] + all).map { origin.url($0) }.replacing("bad"), records: records,
        resuming: .newEntries)

      #expect(second.report.alreadyDone == 63)
      #expect(second.report.alreadyFailed == 3)
      #expect(second.report.summary.entries == 60)
      #expect(second.report.isComplete)
      #expect(visits(origin, paths) == paths.map { _ in 2 })
      #expect(second.records.count == 123)
    }
  }

  @Test(arguments: Mode.allCases)
  func `entries are told apart by all that is sent`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let records = TemporaryFile()
      let url = origin.url("/echo")
      let entries = [
        url, #"{"url":"\#(url)","method":"POST"}"#, #"{"url":"\#(url)","body":"1"}"#,
        #"{"url":"\#(url)","body":"2"}"#, #"{"url":"\#(url)","headers":{"X-A":"1"}}"#,
        #"{"url":"\#(url)","headers":{"X-A":"2"}}"#, #"{"url":"\#(url)","path":"a"}"#,
        #"{"url":"\#(url)","path":"b"}"#,
      ]
      for count in 1...entries.count {
        let fetched = try await fetch(
          mode, entries.prefix(count).reversed(), records: records, resuming: .newEntries)
        #expect(fetched.report.summary.entries == 1)
        #expect(fetched.report.alreadyDone == count - 1)
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `failures are fetched again on request, and their records make room`(mode: Mode) async throws
  {
    try await Origin.withOrigin { origin in
      let records = TemporaryFile()
      let lines = ["/flaky/\(mode)/1", "/bytes/1", "/status/404"].map { origin.url($0) }
      let expected: [(Resuming?, [String])] = [
        (nil, ["503", "200", "404"]), (.newEntries, ["503", "200", "404"]),
        (.includingFailed, ["200", "200", "404"]),
      ]
      for (resuming, outcomes) in expected {
        let fetched = try await fetch(mode, lines, records: records, resuming: resuming) {
          $0.retry.retries = 0
        }
        #expect(fetched.records.map(\.outcome) == outcomes)
      }
      #expect(records.text.split(separator: "\n").count == 3)
      #expect(!records.text.contains("replaces"))
    }
  }

  @Test(arguments: Mode.allCases)
  func `what was interrupted is fetched by the next run`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let records = TemporaryFile()
      let paths = (1...50).map { "/delay/1?\($0)" } + ["/hang"]
      let lines = paths.map { origin.url($0) }
      let first = try await fetch(mode, lines, records: records) {
        $0.concurrency = 2
      } whileRunning: { run in
        #expect(await eventually { records.text.split(separator: "\n").count > 10 })
        run.cancel()
      }
      let done = first.records.count { $0.ok }
      #expect(first.report.summary.interrupted == 51 - done)
      let second = try await fetch(
        mode, Array(lines.dropLast()), records: records, resuming: .newEntries)
      #expect(second.report.alreadyDone == done)
      #expect(second.report.summary.ok == 50 - done)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a stop that comes before another attempt leaves the entry undone`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let records = TemporaryFile()
      let url = origin.url("/flaky/\(mode)/1?status=503")
      let slow = origin.url("/delay/300?bytes=1")
      let first = try await fetch(mode, [slow, url], records: records) {
        $0.retry.firstDelay = .seconds(60)
      } whileRunning: { run in
        #expect(await eventually { origin.requests() == 2 })
        run.stop()
      }
      #expect(first.records.map(\.outcome) == ["200", "interrupted"])
      let second = try await fetch(mode, [slow, url], records: records, resuming: .newEntries)
      #expect(second.records.map(\.outcome) == ["200", "200"])
      #expect(second.report.alreadyDone == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a path that was taken is free when its owner was not done`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let entries = (1...2).map { #"{"url":"\#(origin.url("/bytes/\($0)"))","path":"a"}"# }
      let whole = TemporaryFile()
      let folder = try TemporaryFolder()
      _ = try await fetch(mode, entries, records: whole, saving: SaveDirectory.open(folder.path))
      // The run was killed when the second one had its record, and the list is turned round.
      let lines = whole.text.split(separator: "\n").filter { $0.contains("path_taken") }
      let torn = TemporaryFile(contents: lines.joined(separator: "\n") + "\n")
      let fetched = try await fetch(
        mode, entries.reversed(), records: torn, saving: SaveDirectory.open(folder.path),
        resuming: .newEntries)
      #expect(fetched.report.summary.ok == 1)
      #expect(folder.bytes("a")?.count == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `the paths of an earlier run's bodies are taken`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (folder, records) = (try TemporaryFolder(), TemporaryFile())
      let paths = ["x/Y", "X/y", "x", "x/Y/z", "x/Y", "z"]
      let entries = paths.enumerated().map { number, path in
        #"{"url":"\#(origin.url("/bytes/\(number)"))","path":"\#(path)"}"#
      }
      for entries in [entries.prefix(1), entries[...]] {
        _ = try await fetch(
          mode, Array(entries), records: records, saving: SaveDirectory.open(folder.path),
          resuming: .newEntries)
      }
      #expect(folder.files == ["x/Y", "z"])
      #expect(records.text.split(separator: "\n").filter { $0.contains("path_taken") }.count == 4)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is planted among unfinished files is not gone on with`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (folder, outside) = (try TemporaryFolder(), TemporaryFile(contents: "kept"))
      let url = origin.url("/bytes/1000")
      let id = try request(url)
      let tag = try #require(
        Validator(entityTag: "\"bytes-1000\"", lastModified: nil, date: nil, now: 0))
      let origins = PartialOrigin(url: id.url, size: nil, tag)
      let dead = "\(folder.path)/.swoop/dead"
      let files = FileManager.default
      try files.createDirectory(atPath: dead, withIntermediateDirectories: true)
      let names = (1...3).map { "\(dead)/\(WorkFileName(id.id, serial: $0, origins).text)" }
      try files.linkItem(atPath: outside.path, toPath: names[0])
      try files.createSymbolicLink(atPath: names[1], withDestinationPath: outside.path)
      #expect(mkfifo(names[2], 0o600) == 0)

      let fetched = try await fetch(
        mode, [url], saving: SaveDirectory.open(folder.path), resuming: .newEntries)
      #expect(fetched.records.map(\.outcome) == ["200"])
      #expect(outside.text == "kept")
      #expect(folder.files == fetched.records.compactMap(\.path))
    }
  }

  @Test(arguments: Mode.allCases)
  func `duplicates are left out by the next run, too, but never all of them`(mode: Mode)
    async throws
  {
    try await Origin.withOrigin { origin in
      let url = origin.url("/bytes/1")
      let whole = TemporaryFile()
      _ = try await fetch(mode, [url, url, url], records: whole) { $0.list.isUnique = true }
      let again = try await fetch(mode, [url, url, url], records: whole, resuming: .newEntries) {
        $0.list.isUnique = true
      }
      #expect(again.report.alreadyDone == 3)

      // A run that was killed may have recorded the duplicates before the first.
      let lines = whole.text.split(separator: "\n").filter { $0.contains("duplicate") }
      let torn = TemporaryFile(contents: lines.joined(separator: "\n") + "\n")
      let last = try await fetch(mode, [url, url, url], records: torn, resuming: .newEntries) {
        $0.list.isUnique = true
      }
      #expect(last.report.alreadyDone == 2)
      #expect(last.report.summary.ok == 1)
    }
  }
}

extension [String] {
  /// Entries that hold a word are no URLs of the origin's.
  fileprivate func replacing(_ word: String) -> [String] {
    map { $0.contains(word) ? "\(word) line" : $0 }
  }
}
