import Foundation
import Locking
import Origin
import Testing

@testable import swoop

/// Ctrl-C and its kin, in both modes.
@Suite struct InterruptTests {
  private static let modes = ["async", "threads"]

  @Test(arguments: modes, [SIGINT, SIGTERM, SIGHUP])
  func `a second signal ends what is in flight`(mode: String, signal: Int32) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      // The last one has a host of its own: once it is asked for, all have been read.
      let lines =
        (1...29).map { "\(origin.url("/hang"))?\($0)\n" }.joined()
        + origin.url("/hang", host: "127.0.0.2")
      let command = try await Command.swoop(
        ["-o", folder.path + "/records", "-m", mode, "--per-host", "4"], input: lines
      ) { process in
        #expect(await eventually { origin.requests() == 5 })
        kill(process, signal)
        // The first signal is dealt with when all that waited has its record.
        #expect(await eventually { folder.lines("records").count == 25 })
        // One that came at once would be the same signal once more.
        try? await Task.sleep(for: .milliseconds(300))
        kill(process, signal)
      }
      #expect(command.status == 128 + signal)
      #expect(command.errors.contains("\nswoop: ending transfers in flight\n"))
      let records = try folder.lines("records").map { try object($0) }
      #expect(records.count == 30)
      #expect(Set(records.compactMap { $0["seq"] as? Int }).count == 30)
      #expect(
        records.allSatisfy { ($0["error"] as? [String: Any])?["kind"] as? String == "interrupted" })
      #expect(origin.requests() == 5)
    }
  }

  @Test func `a signal that comes again at once is the same one`() {
    var escalation = Escalation()
    let start = Instant.now
    func step(_ number: Int32, after milliseconds: Int) -> Escalation.Step {
      escalation.step(after: number, now: start + .milliseconds(milliseconds))
    }
    #expect([step(SIGTERM, after: 0), step(SIGTERM, after: 1)] == [.stop, .nothing])
    #expect([step(SIGINT, after: 100), step(SIGINT, after: 101)] == [.nothing, .cancel])
    #expect(escalation.first?.number == SIGTERM)
  }

  @Test(arguments: modes)
  func `one signal starts no more and gives transfers in flight a moment`(mode: String) async throws
  {
    try await Origin.withOrigin { origin in
      let lines =
        "\(origin.url("/delay/1500"))\n"
        + (1...8).map { "\(origin.url("/hang"))?\($0)\n" }.joined()
        + origin.url("/hang", host: "127.0.0.2")
      let command = try await Command.swoop(
        ["-m", mode, "--per-host", "3"], input: lines
      ) { process in
        #expect(await eventually { origin.requests() == 4 })
        kill(process, SIGINT)
      }
      #expect(command.status == 130)
      #expect(command.lines.count == 10)
      #expect(command.lines.filter { $0.hasPrefix("200\t") }.count == 1)
      #expect(command.lines.filter { $0.hasPrefix("interrupted\t") }.count == 9)
      #expect(command.errors.hasPrefix("swoop: stopping; transfers in flight have 5 s"))
      #expect(command.errors.contains("10 entries: 1 ok, 9 failed, 0 skipped"))
      #expect(origin.requests() == 4)
    }
  }
}
