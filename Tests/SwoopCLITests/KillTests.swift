import Foundation
import Origin
import Testing

/// Runs that are killed at random moments, and resumed.
@Suite struct KillTests {
  /// `make test-long` takes the size that matters: 20,000 entries and 20 kills.
  private static let isLong = ProcessInfo.processInfo.environment["SWOOP_LONG"] != nil
  /// The SHA-256 of `/bytes/1M`.
  private static let megabyte = "631b84027d6b9e52b539c4e8373622d23032dfadc64d60af87339c9037e4f769"
  private static let (entries, kills) = isLong ? (20_000, 20) : (2000, 6)

  @Test(arguments: ["async", "threads"])
  func `nothing is lost, and nothing that is recorded is fetched again`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let items = KillTests.items(origin)
      let list = try folder.file("urls.txt", items.map(\.line).joined(separator: "\n"))
      let (records, bodies) = ("\(folder.path)/records", "\(folder.path)/bodies")
      let arguments = [
        "-m", mode, "-q", "-c", "32", "--per-host", "0", "-d", bodies, "-o", records, "--resume",
        list,
      ]
      var visits = Visits(items.map(\.url))
      for _ in 0..<KillTests.kills {
        // In all no more than three quarters of the list, so that there is always something to lose.
        let share = KillTests.entries * 3 / 4 / KillTests.kills
        let moment = origin.requests() + Int.random(in: 0...share)
        let command = try await Command.swoop(arguments) { process in
          #expect(await eventually { origin.requests() >= moment })
          kill(process, SIGKILL)
        }
        #expect(command.status == SIGKILL)
        try visits.check(folder, origin)
      }
      #expect(visits.done > 0)
      let last = try await Command.swoop(arguments)
      #expect(last.status == 0)
      #expect(last.errors.isEmpty)
      try visits.check(folder, origin)
      #expect(visits.done == items.count)
      try KillTests.check(folder, items)
    }
  }

  @Test(arguments: ["async", "threads"])
  func `what was written out in order is what is recorded`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = (1...20).map { origin.url("/bytes/10?\($0)") }
      let late = [origin.url("/hang")]
      let list = try folder.file("urls.txt", (urls + late + urls).joined(separator: "\n"))
      let killed = try await Command.swoop(
        ["-m", mode, "--cat", "-o", "\(folder.path)/records", list]
      ) { process in
        #expect(
          await eventually { origin.requests() == 41 && folder.wholeLines("records").count >= 20 })
        kill(process, SIGKILL)
      }
      // The bodies of the second half wait for the one that hangs, and so do their records.
      #expect(killed.output.utf8.count == 200)
      #expect(folder.wholeLines("records").count == 20)
    }
  }

  @Test(arguments: ["async", "threads"], [["-o", "records", "--resume"], []])
  func `a download goes on where it was killed`(mode: String, recording: [String]) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let path = "/partial/a/1M?stall=1"
      let arguments =
        ["-m", mode, "-d", folder.path, origin.url(path)]
        + recording.map { $0 == "records" ? "\(folder.path)/records" : $0 }
      let killed = try await Command.swoop(arguments) { process in
        #expect(
          await eventually {
            let partial = (try? folder.files(in: ".swoop"))?.first
            return partial.map { folder.size(of: ".swoop/\($0)") } == 524_288
          })
        kill(process, SIGKILL)
      }
      #expect(killed.status == SIGKILL)
      let resumed = try await Command.swoop(arguments)
      #expect(resumed.status == 0)
      #expect(resumed.output.hasPrefix("206\t"))
      #expect(origin.received(path: path).map { $0.header("Range") } == [nil, "bytes=524288-"])
      let saved = try folder.files(in: "").filter { $0 != "records" }
      #expect(saved.count == 1)
      #expect(folder.digest(of: saved[0]) == KillTests.megabyte)
    }
  }

  /// Small bodies, large ones that take a while, ones that break off, empty ones, the same twice, and
  /// paths of their own.
  private static func items(_ origin: Origin) -> [(line: String, url: String)] {
    (0..<entries).map { number in
      let url =
        switch number % 100 {
        case 0: origin.url("/bytes/900000?\(number)")
        case 1: origin.url("/partial/\(number)/400000")
        case 2: origin.url("/delay/30-80?bytes=\(number)")
        case 3: origin.url("/gzip/\(number * 10)")
        case 4: origin.url("/bytes/0?\(number)")
        case 5, 6: origin.url("/bytes/\(number / 100)?same")
        default: origin.url("/bytes/\(number)")
        }
      let hasPath = number % 100 == 7
      return (hasPath ? #"{"url":"\#(url)","path":"own/\#(number)"}"# : url, url)
    }
  }

  private static func check(
    _ folder: TemporaryFolder, _ items: [(line: String, url: String)]
  ) throws {
    let records = try folder.wholeLines("records").map { try object($0) }
    #expect(try folder.text("records").hasSuffix("\n"))
    #expect(records.compactMap { $0["url"] as? String }.sorted() == items.map(\.url).sorted())
    var paths: Set<String> = []
    for record in records {
      let path = try #require(record["path"] as? String)
      #expect(folder.digest(of: "bodies/\(path)") == record["sha256"] as? String)
      paths.insert(path)
    }
    #expect(paths.count == Set(items.map(\.url)).count)
    #expect(Set(try folder.files(in: "bodies")) == paths)
  }
}

/// How often each URL was asked for when all of its entries had a record: so often, and no more.
private struct Visits {
  private let entries: [String: Int]
  private var counts: [String: Int] = [:]

  init(_ urls: [String]) {
    entries = urls.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// Entries of which no more is to be fetched.
  var done: Int { counts.keys.reduce(0) { $0 + (entries[$1] ?? 0) } }

  /// What a torn last line says does not count: what it is about may be fetched again.
  mutating func check(_ folder: TemporaryFolder, _ origin: Origin) throws {
    var records: [String: Int] = [:]
    for line in folder.wholeLines("records") {
      let url = try #require(try object(line)["url"] as? String)
      records[url, default: 0] += 1
    }
    for (url, count) in records where count == entries[url] {
      let path = url.split(separator: "/", maxSplits: 2).last.map { "/" + $0 } ?? ""
      let visits = origin.requests(to: path)
      #expect(counts[url] ?? visits == visits, "\(url) was fetched again")
      counts[url] = visits
    }
  }
}
