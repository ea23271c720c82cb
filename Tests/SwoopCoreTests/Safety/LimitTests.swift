import Origin
import Testing

@testable import SwoopCore

@Suite struct LimitTests {
  @Test(arguments: Mode.allCases)
  func `a bomb is ended early, unless it is wanted`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = [origin.url("/fault/gzip-bomb?bytes=200M"), origin.url("/gzip/9M")]
      let ended = try await fetch(mode, lines).records
      #expect(ended.map(\.outcome) == ["too_large", "200"])
      #expect(ended[0].bytes < 11 << 20)
      #expect(ended[0].error?.message == "the body is compressed more than 200 times")
      #expect(ended[0].attempts == 1)
      let wanted = try await fetch(mode, lines) { $0.attempt.maxRatio = nil }.records
      #expect(wanted.map(\.outcome) == ["200", "200"])
      #expect(wanted[0].bytes == 200 << 20)
    }
  }

  @Test(arguments: Mode.allCases)
  func `an entry that asks for an encoding itself gets its body as it was sent`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      let own =
        "{\"url\": \"\(origin.url("/gzip/100000"))\", \"headers\": {\"Accept-Encoding\": \"gzip\"}}"
      let records = try await fetch(mode, [own, origin.url("/gzip/100000")]).records
      #expect(records.map(\.ok) == [true, true])
      #expect(records[0].bytes < 1000)
      #expect(records[1].bytes == 100_000)
    }
  }

  @Test(arguments: Mode.allCases)
  func `the deadline ends the run, and nothing is lost`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = ["/bytes/10", "/hang", "/drip/1000?ms=100"].map { origin.url($0) }
      let fetched = try await fetch(mode, lines) { $0.list.deadline = .seconds(2) }
      #expect(fetched.report.isPastDeadline)
      #expect(fetched.records.map(\.outcome) == ["200", "interrupted", "interrupted"])
      #expect(await eventually { origin.openConnections() == 0 })
    }
  }

  @Test(arguments: Mode.allCases)
  func `a run that is done before its deadline ends as any other`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let fetched = try await fetch(mode, [origin.url("/bytes/10")]) {
        $0.list.deadline = .seconds(600)
      }
      #expect(!fetched.report.isPastDeadline)
      #expect(fetched.records[0].ok)
    }
  }
}
