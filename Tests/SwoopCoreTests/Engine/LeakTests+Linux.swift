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
        let before = (count("/proc/self/fd"), count("/proc/self/task"))
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
        // The server notices a moment later that its connections were closed.
        #expect(await eventually { origin.openConnections() == 0 })
        #expect(await eventually { count("/proc/self/fd") <= before.0 })
        #expect(await eventually { count("/proc/self/task") <= before.1 })
      }
    }

    private func count(_ directory: String) -> Int {
      (try? FileManager.default.contentsOfDirectory(atPath: directory).count) ?? .max
    }
  }
#endif
