import Foundation
import Origin
import Testing

@testable import SwoopCore

/// Waits, retries and rates against a real server, in both modes.
@Suite struct PolitenessRunTests {
  /// When an entry's last attempt began and ended, in seconds since 1970.
  private func span(_ record: DecodedRecord) throws -> (start: Double, end: Double) {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let start = try format.parse(try #require(record.started_at)).timeIntervalSince1970
    return (start, start + record.time_ms.total / 1000)
  }

  @Test(arguments: Mode.allCases, ["", "?date=1"])
  func `429 with Retry-After pauses its host and no other, and holds no slot`(
    mode: Mode, form: String
  ) async throws {
    try await Origin.withOrigin { origin in
      // A date has whole seconds: two of them are at least one.
      let seconds = form.isEmpty ? 1 : 2
      let asking = [origin.url("/retry-after/key/\(seconds)\(form)", host: "127.0.0.2")]
      let paused = (1...5).map { origin.url("/bytes/\($0)", host: "127.0.0.2") }
      let others = (1...20).map { origin.url("/bytes/\($0)", host: "127.0.0.\(3 + $0 % 3)") }
      // One slot in all: had the pause held it, nothing else could start.
      let fetched = try await fetch(mode, asking + others + paused) { $0.concurrency = 1 }

      #expect(fetched.report.summary.ok == fetched.records.count)
      let first = fetched.records[0]
      #expect(first.status == 200)
      #expect(first.attempts == 2)
      let retry = try span(first)
      for record in fetched.records where record.url.contains("127.0.0.2") {
        #expect(try span(record).start >= retry.start)
      }
      // The other hosts' entries came and went meanwhile.
      let lastOther = try fetched.records[1...20].map { try span($0).end }.max() ?? 0
      #expect(lastOther < retry.start)
      #expect(first.time_ms.queued >= (form.isEmpty ? 1000 : 900))
      #expect(origin.requests(host: "127.0.0.2") == 7)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what may pass is tried again until it has`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = [
        origin.url("/flaky/a/2"), origin.url("/flaky/b/2?status=429"),
        origin.url("/flaky-reset/c/1"), origin.url("/flaky/d/5"), origin.url("/truncate/1000"),
        origin.url("/redirect-to?url=/flaky/e/1"), origin.url("/status/404"),
        origin.url("/flaky/f/1?status=501"), "http://127.0.0.7:1/",
        #"{"url": "\#(origin.url("/flaky/g/1"))", "method": "POST"}"#,
        #"{"url": "\#(origin.url("/flaky/h/1"))", "method": "PUT", "body": "x"}"#,
      ]
      let fetched = try await fetch(mode, lines)
      #expect(
        fetched.records.map(\.outcome) == [
          "200", "200", "200", "503", "reset", "200", "404", "501", "connect", "503", "200",
        ])
      #expect(fetched.records.map(\.attempts) == [3, 3, 2, 3, 3, 2, 1, 1, 3, 1, 2])
      #expect(fetched.records[5].redirects == 1)
      #expect(fetched.report.summary.retries == 13)
      #expect(
        origin.received(path: "/flaky/h/1").map(\.body) == [Array("x".utf8), Array("x".utf8)])
    }
  }

  /// libcurl sends a request again by itself when a connection that it reused is closed, a POST too.
  @Test(arguments: Mode.allCases, ["/reset", "/close"])
  func `no request is sent again behind the frontier's back`(
    mode: Mode, fault: String
  ) async throws {
    try await Origin.withOrigin { origin in
      func lines(_ method: String) -> [String] {
        ["/text?1", "/text?2", fault].map {
          #"{"url": "\#(origin.url($0))", "method": "\#(method)"}"#
        }
      }
      let post = try await fetch(mode, lines("POST")) { $0.concurrency = 1 }
      #expect(post.records.map(\.outcome) == ["200", "200", "reset"])
      #expect(post.records.map(\.attempts) == [1, 1, 1])
      #expect(origin.requests(to: fault) == 1)
      // The first was used again; libcurl had opened another before it was told not to send.
      #expect(origin.connections() == 2)
      origin.resetCounters()
      let get = try await fetch(mode, lines("GET")) { $0.concurrency = 1 }
      #expect(get.records.map(\.attempts) == [1, 1, 3])
      #expect(origin.requests(to: fault) == 3)
    }
  }

  @Test(arguments: Mode.allCases)
  func `attempts are as many, and for as much, as is said`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let post = #"{"url": "\#(origin.url("/flaky/p/1"))", "method": "POST"}"#
      let lines = [origin.url("/flaky/a/1?status=501"), origin.url("/flaky/b/1"), post]
      let some = try await fetch(mode, lines) {
        $0.retry.statuses = [501]
        $0.retry.repeatsAllMethods = true
      }
      #expect(some.records.map(\.attempts) == [2, 1, 1])
      origin.resetCounters()
      let all = try await fetch(mode, lines) { $0.retry.repeatsAllMethods = true }
      #expect(all.records.map(\.attempts) == [1, 2, 2])
      origin.resetCounters()
      let none = try await fetch(mode, lines) { $0.retry.retries = 0 }
      #expect(none.records.map(\.attempts) == [1, 1, 1])
    }
  }

  @Test(arguments: Mode.allCases)
  func `a wait that is too long fails the entry at once and says why`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let fetched = try await fetch(mode, [origin.url("/retry-after/key/3600")])
      let record = try #require(fetched.records.first)
      #expect(record.attempts == 1)
      #expect(record.status == 429)
      #expect(
        record.error?.message
          == "the server answered 429, and asks to wait 3600 s, longer than the 60 s allowed")
    }
  }

  @Test(arguments: Mode.allCases)
  func `stopping does not wait for pauses to end`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let paused = [origin.url("/retry-after/key/50")] + (1...5).map { origin.url("/bytes/\($0)") }
      let other = origin.url("/bytes/1", host: "127.0.0.2")
      let records = TemporaryFile()
      let fetched = try await fetch(
        mode, [paused[0], other] + paused[1...], records: records,
        configure: { $0.concurrency = 1 },
        whileRunning: { run in
          // With one slot, the first was answered before the second began.
          #expect(await eventually { records.text.contains("\n") })
          run.stop()
        })
      #expect(fetched.report.summary.interrupted == 6)
      #expect(fetched.report.elapsed < .seconds(25))
      #expect(fetched.records.map(\.attempts) == [1, 1, 0, 0, 0, 0, 0])
    }
  }

  @Test(arguments: Mode.allCases)
  func `rates hold for all requests, redirects and retries among them`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = [
        origin.url("/redirect/2", host: "127.0.0.2"), origin.url("/flaky/k/1", host: "127.0.0.3"),
        origin.url("/bytes/1", host: "127.0.0.4"), origin.url("/bytes/1", host: "127.0.0.4"),
      ]
      let inAll = try await fetch(mode, lines) { $0.rate = try? Rate("20") }
      #expect(origin.requests() == 7)
      // Seven starts are six intervals, less what may be caught up.
      #expect(inAll.report.elapsed >= .milliseconds(6 * 50 - 100))
      let perHost = try await fetch(mode, lines) { $0.hostRate = try? Rate("4") }
      #expect(perHost.report.elapsed >= .milliseconds(2 * 250 - 100))
    }
  }

  @Test(arguments: Mode.allCases)
  func `a dead host is given up, and what is read later with it`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let dead = (1...300).map { "http://127.0.0.9:1/\($0)" }
      let alive = (1...50).map { origin.url("/bytes/\($0)") }
      let fetched = try await fetch(mode, dead + alive) {
        $0.hostFailures = 8
        $0.window = 50
      }
      #expect(fetched.report.summary.ok == 50)
      #expect(fetched.report.summary.outcomes["host_failed", default: 0] > 280)
      let message = "127.0.0.9 port 1 given up after 8 failures in a row, the last: no connection"
      let last = try #require(fetched.records[299].error)
      #expect(last.kind == "host_failed")
      #expect(last.message.hasPrefix(message))
      #expect(fetched.records[299].attempts == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `an adaptive cap starts at two and grows with what the host bears`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...400).map { origin.url("/delay/10?\($0)") }
      let fetched = try await fetch(mode, lines) { $0.perHost = .adaptive }
      #expect(fetched.report.summary.ok == 400)
      #expect(origin.peakConcurrency() > 2)
      origin.resetCounters()
      _ = try await fetch(mode, Array(lines.prefix(7))) { $0.perHost = .adaptive }
      #expect(origin.peakConcurrency() <= 2)
    }
  }

  @Test(arguments: Mode.allCases)
  func `shards have each entry once, and count the others`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...90).map { origin.url("/bytes/\($0)", host: "127.0.0.\($0 % 30 + 1)") }
      var seen: [Int] = []
      for index in 1...3 {
        let fetched = try await fetch(mode, lines + ["no URL"], keepsBodies: true) {
          $0.list.shard = try? Shard("\(index)/3")
        }
        #expect(fetched.report.read == 91)
        #expect(fetched.report.otherShards == 91 - fetched.records.count)
        #expect(fetched.bodies.count == fetched.records.map(\.bytes).reduce(0, +))
        seen += fetched.records.map(\.seq)
      }
      #expect(seen.sorted() == Array(1...91))
    }
  }
}
