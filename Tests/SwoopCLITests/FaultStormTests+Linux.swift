#if os(Linux)
  import Foundation
  import Origin
  import Testing

  /// Ten thousand faults at random, from hundreds of hosts, a thousand at a time.
  @Suite(.timeLimit(.minutes(10))) struct FaultStormTests {
    private static let isSanitized = ProcessInfo.processInfo.environment["SWOOP_SANITIZED"] != nil
    private static let (faults, hosts, concurrency) = (isSanitized ? 2000 : 10_000, 500, 1000)

    /// glibc's, made to give back what is free: what is counted is what is in use, not its holes.
    private static let plainAllocator = [
      "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "32768", "MALLOC_TRIM_THRESHOLD_": "65536",
    ]

    @Test(arguments: ["async", "threads"])
    func `every entry has its record, and nothing is kept of the faults`(mode: String) async throws
    {
      try await Origin.withOrigin(recording: false) { origin in
        let folder = try TemporaryFolder()
        let list = "\(folder.path)/list"
        #expect(mkfifo(list, 0o600) == 0)
        let (first, rest) = try await FaultStormTests.lines(origin)
        let calm = Calm()
        let command = try await Command.swoop(
          [
            "-m", mode, "-q", "-c", "\(FaultStormTests.concurrency)", "-o",
            "\(folder.path)/records",
            "--timeout", "3", "--stall-timeout", "1", "--max-size", "1M", "--retries", "1",
            "--host-failures", "0", "--deny", "10.0.0.0/8", list,
          ],
          environment: FaultStormTests.plainAllocator
        ) { process in
          // What is in flight takes its memory; what was in flight must not.
          guard let writer = FileHandle(forWritingAtPath: list) else { return }
          var records = 0
          for lines in [first, rest] {
            try? writer.write(contentsOf: Data(lines.joined().utf8))
            records += lines.count
            while folder.size(of: "records") < 300 * records
              || folder.wholeLines("records").count < records
            {
              guard kill(process, 0) == 0, !Task.isCancelled else { return }
              try? await Task.sleep(for: .milliseconds(200))
            }
            calm.take(of: process)
          }
          try? writer.close()
        }
        #expect(command.status == 1)
        #expect(command.errors == "")
        let records = folder.wholeLines("records")
        #expect(records.count == first.count + rest.count)
        let seqs = Set(records.compactMap { $0.wholeMatch(of: /\{"seq":(\d+),.*"ok":.*\}/)?.1 })
        #expect(seqs.count == records.count)
        if !FaultStormTests.isSanitized { try calm.expectNoGrowth() }
      }
    }

    /// First what takes its time, so that all that may be in flight is, and half of the faults; then the
    /// other half. They are all that the server knows, as often as chance has it.
    private static func lines(_ origin: Origin) async throws -> ([String], [String]) {
      let index = try await Command.swoop(["--cat", "-q", origin.url("/")])
      let known = index.output.matches(of: /\/fault\/[a-z0-9-]+/).map { String($0.output) }
      #expect(known.count > 40)
      let others = [
        "/bytes/1K", "/close", "/reset", "/redirect-loop", "/redirect/3", "/status/500",
        "/truncate/1000", "/gzip/100K", "/chunked/10K",
      ]
      func line(_ path: String, _ host: Int) -> String {
        origin.url(path, host: "127.1.\(host / 250).\(host % 250 + 1)") + "\n"
      }
      let slow = (0..<concurrency).map { line("/delay/600?\($0)", $0 % hosts) }
      let random = try (0..<faults).map { number in
        let path = try #require((known + others).randomElement())
        return line("\(path)?\(number)", .random(in: 0..<hosts))
      }
      return (slow + random.prefix(faults / 2), Array(random.suffix(faults / 2)))
    }
  }

  /// What a process has while it has nothing to do, each time.
  private final class Calm: @unchecked Sendable {
    // Unchecked: the one task that looks has ended when it is asked.
    private var pages: [Int] = []
    private var descriptors: [Int] = []

    func take(of process: Int32) {
      guard
        let memory = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8),
        let resident = memory.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
        let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
      else { return }
      pages.append(resident)
      descriptors.append(files.count)
    }

    /// The first half may take what is kept for reuse; the second has it all.
    func expectNoGrowth() throws {
      try #require(pages.count == 2)
      // Up to a thousand idle connections are kept: how many there are just then is chance.
      #expect(descriptors[1] <= descriptors[0] + 400)
      #expect(pages[1] <= pages[0] + pages[0] / 10)
    }
  }
#endif
