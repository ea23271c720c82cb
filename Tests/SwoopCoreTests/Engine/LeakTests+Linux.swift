#if os(Linux)
  import Foundation
  import Origin
  import Testing

  @testable import SwoopCore

  /// What a run takes from the system, it gives back.
  @Suite struct LeakTests {
    @Test(arguments: Mode.allCases)
    func `threads and descriptors are gone when a run has ended`(mode: Mode) async throws {
      try await Origin.withOrigin { origin in
        let lines =
          (1...40).map { origin.url("/bytes/10", host: "127.0.0.\($0)") }
          + ["http://127.0.0.1:1/", "bad line", origin.url("/close"), origin.url("/truncate/10")]
        // The first run starts what lives as long as the process.
        _ = try await fetch(mode, lines)
        let before = Holdings.now
        for _ in 1...5 {
          _ = try await fetch(mode, lines)
          _ = try await fetch(
            mode, [origin.url("/hang")],
            whileRunning: { run in
              #expect(await eventually { origin.requests(to: "/hang") > 0 })
              origin.resetCounters()
              run.cancel()
            })
        }
        await before.expectNoMore(origin)
      }
    }

    @Test(arguments: Mode.allCases)
    func `what bodies took is gone when a run has ended`(mode: Mode) async throws {
      try await Origin.withOrigin { origin in
        let folder = try TemporaryFolder()
        let lines =
          (1...40).map { origin.url("/bytes/100000?\($0)") }
          + [origin.url("/stall/200000?validator"), origin.url("/chunked/300000")]
        func run() async throws {
          _ = try await fetch(
            mode, lines, keepsBodies: true, saving: SaveDirectory.open(folder.path)
          ) { options in
            options.attempt.bodyMemory = 200_000
          } whileRunning: { run in
            #expect(await eventually { origin.requests() >= lines.count })
            run.cancel()
          }
          origin.resetCounters()
        }
        try await run()
        let before = count("/proc/self/fd")
        for _ in 1...5 { try await run() }
        #expect(await eventually { origin.openConnections() == 0 })
        #expect(await eventually { count("/proc/self/fd") <= before })
        #expect(folder.files.allSatisfy { !$0.hasPrefix(".swoop/") })
      }
    }
  }

  extension LeakTests {
    @Test(arguments: Mode.allCases)
    func `what an archive took is gone when a run has ended`(mode: Mode) async throws {
      try await Origin.withOrigin { origin in
        let folder = try TemporaryFolder()
        let lines =
          (1...40).map { origin.url("/bytes/100000?\($0)") }
          + [origin.url("/stall/200000"), origin.url("/chunked/300000"), origin.url("/hang")]
          + [origin.url("/big-headers/100000"), origin.url("/redirect-loop")]
        func run(_ number: Int) async throws {
          _ = try await fetch(mode, lines) { options in
            options.attempt.bodyMemory = 200_000
          } arrange: { outputs in
            outputs.archive = try WARCOutput.create(
              "\(folder.path)/\(number).warc.gz", sizeLimit: 200_000, software: "test")
          } whileRunning: { run in
            #expect(await eventually { origin.requests() >= lines.count })
            run.cancel()
          }
          origin.resetCounters()
        }
        try await run(0)
        let before = Holdings.now
        for number in 1...5 { try await run(number) }
        await before.expectNoMore(origin)
      }
    }
  }

  /// What the process has of the system's.
  struct Holdings {
    let descriptors: Int
    let threads: Int

    static var now: Holdings {
      Holdings(descriptors: count("/proc/self/fd"), threads: count("/proc/self/task"))
    }

    /// Threads by which the test's own pools may still grow: what one run leaves behind, five leave five times.
    private static let poolGrowth = 2

    /// Expects that soon there is no more, nor any connection to a server.
    func expectNoMore(
      _ origin: Origin, sourceLocation: SourceLocation = #_sourceLocation
    ) async {
      // The server notices a moment later that its connections were closed.
      #expect(
        await eventually { origin.openConnections() == 0 }, sourceLocation: sourceLocation)
      #expect(
        await eventually { Holdings.now.descriptors <= descriptors },
        sourceLocation: sourceLocation)
      #expect(
        await eventually { Holdings.now.threads <= threads + Holdings.poolGrowth },
        "\(threads) threads before, \(Holdings.now.threads) after", sourceLocation: sourceLocation)
    }
  }

  /// Names in a folder, such as that of the process's descriptors.
  func count(_ directory: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: directory).count) ?? .max
  }
#endif
