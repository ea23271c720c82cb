import Foundation
import Locking
import Origin
import Testing

@testable import SwoopCore

/// `robots.txt` from a real server, in both modes.
@Suite struct RobotsRunTests {
  private func keep(_ options: inout FetchOptions) {
    options.robotsAgent = .swoop
  }

  @Test(arguments: Mode.allCases)
  func `the rules are asked for once for each origin, and kept to`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      for host in 1...3 {
        origin.answerRobots(
          .file("User-agent: *\nDisallow: /bytes/\nAllow: /bytes/\(host)"),
          host: "127.0.0.\(host)")
      }
      let lines = (1...3).flatMap { host in
        (1...40).map { origin.url("/bytes/\($0 % 5 + 1)", host: "127.0.0.\(host)") }
      }
      let fetched = try await fetch(mode, lines, configure: keep)
      for record in fetched.records {
        let host = try #require(URL(string: record.url)?.host()?.last)
        #expect(record.outcome == (record.url.last == host ? "200" : "robots"))
        guard !record.ok else { continue }
        #expect(record.error?.message == "robots.txt disallows it in line 2: Disallow: /bytes/")
        #expect(record.attempts == 0 && record.status == nil && record.error?.curl == nil)
      }
      #expect(fetched.report.summary.outcomes == ["200": 24, "robots": 96])
      for host in 1...3 { #expect(origin.robotsRequests(host: "127.0.0.\(host)") == 1) }
      #expect(origin.requests() == 24 + 3)
      #expect(origin.received(path: "/robots.txt").allSatisfy { $0.method == "GET" })
    }
  }

  @Test(arguments: Mode.allCases)
  func `without an agent nobody is asked`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.file("User-agent: *\nDisallow: /"))
      let fetched = try await fetch(mode, [origin.url("/bytes/1")])
      #expect(fetched.records.map(\.outcome) == ["200"])
      #expect(origin.robotsRequests() == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `each answer means what the RFC says`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let refusal = "User-agent: *\nDisallow: /bytes/\n"
      let answers: [(Origin.RobotsReply, outcome: String, requests: Int)] = [
        (.status(404), "200", 1), (.status(403), "200", 1), (.status(429), "robots", 2),
        (.status(500), "robots", 2), (.status(501), "robots", 1), (.silence, "robots", 2),
        (.file(""), "200", 1), (.file(refusal), "robots", 1),
        (.endless(refusal), "robots", 1), (.redirect("/redirect-loop"), "200", 1),
        (.redirect(origin.url("/robots.txt", host: "127.0.0.18")), "robots", 1),
        (.redirect("ftp://127.0.0.1/robots.txt"), "200", 1),
        (.redirect("http://127.0.0.9:1/robots.txt"), "robots", 2),
        (.status(503, retryAfter: 3600), "robots", 1),
      ]
      for (index, answer) in answers.enumerated() {
        origin.answerRobots(answer.0, host: "127.0.0.\(index + 11)")
      }
      let lines = answers.indices.flatMap { index in
        (1...2).map { origin.url("/bytes/\($0)", host: "127.0.0.\(index + 11)") }
      }
      let fetched = try await fetch(mode, lines) {
        keep(&$0)
        $0.retry.retries = 1
        $0.attempt.timeout = .milliseconds(4500)
      }
      for (index, answer) in answers.enumerated() {
        for record in fetched.records[(2 * index)...].prefix(2) {
          #expect(record.outcome == answer.outcome, "\(answer)")
        }
        // One of them is asked on behalf of another.
        let others = index == 7 ? 1 : 0
        #expect(
          origin.robotsRequests(host: "127.0.0.\(index + 11)") == answer.requests + others,
          "\(answer)")
      }
      let messages = fetched.records.map { $0.error?.message ?? "" }
      #expect(messages[4] == "robots.txt can't be had: the server answered 429")
      #expect(messages[6] == "robots.txt can't be had: the server answered 500")
      #expect(messages[10] == "robots.txt can't be had: not done within 4.5 s")
      #expect(messages[24].hasPrefix("robots.txt can't be had: no connection to 127.0.0.9 port 1"))
      #expect(messages[26].contains("asks to wait 3600 s, longer than the 60 s allowed"))
    }
  }

  @Test(arguments: Mode.allCases)
  func `nothing of an entry goes with the request for the rules, wherever that leads`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.redirect(origin.url("/robots.txt", host: "127.0.0.2")))
      origin.answerRobots(.file(""), host: "127.0.0.2")
      let cookies = try Cookies(
        parsing: Array(
          "127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tb\n127.0.0.2\tFALSE\t/\tFALSE\t0\ta\tb\n".utf8))
      let url = origin.url("/bytes/1").replacing("http://", with: "http://user:secret@")
      let line =
        #"{"url": "\#(url)", "method": "POST", "body": "secret", "headers": {"X-Key": "secret", "User-Agent": "own"}}"#
      let common = [
        try HeaderField(name: "Authorization", value: "secret"),
        try HeaderField(name: "Cookie", value: "secret"),
        try HeaderField(name: "Range", value: "bytes=0-1"),
      ]
      let fetched = try await fetch(
        mode, [line], defaults: try RequestDefaults(headers: common)
      ) {
        keep(&$0)
        $0.attempt.userAgent = "swoop/test"
        $0.attempt.cookies = cookies
      }
      #expect(fetched.records.map(\.ok) == [true])
      let requests = origin.received(path: "/robots.txt")
      #expect(requests.count == 2)
      for request in requests {
        #expect(request.method == "GET" && request.body.isEmpty)
        #expect(request.header("User-Agent") == "swoop/test")
        #expect(
          Set(request.headers.map { $0.name.lowercased() })
            .isSubset(of: ["host", "user-agent", "accept", "accept-encoding"]))
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a User-Agent that is a header of the run's is theirs, too`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let common = [try HeaderField(name: "user-agent", value: "examplebot/1")]
      _ = try await fetch(
        mode, [origin.url("/bytes/1")], defaults: try RequestDefaults(headers: common),
        configure: keep)
      #expect(
        origin.received(path: "/robots.txt").map { $0.header("User-Agent") } == ["examplebot/1"])
    }
  }

  @Test(arguments: Mode.allCases)
  func `a redirect to what is not allowed is not followed`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.file("User-agent: swoop\nDisallow: /bytes/9"))
      origin.answerRobots(.file("User-agent: swoop\nDisallow: /"), host: "127.0.0.2")
      let targets = [
        "/bytes/8", "/bytes/9", origin.url("/text", host: "127.0.0.2"),
        origin.url("/text", host: "127.0.0.3"),
      ]
      let fetched = try await fetch(
        mode, targets.map { origin.url("/redirect-to?url=\($0)") }, configure: keep)
      #expect(fetched.records.map(\.outcome) == ["200", "robots", "robots", "200"])
      #expect(fetched.records.map(\.redirects) == [1, 1, 1, 1])
      #expect(fetched.records[2].final_url == targets[2])
      #expect(origin.requests(to: "/bytes/9") == 0)
      #expect(origin.requests(to: "/text") == 1)
      for host in 1...3 { #expect(origin.robotsRequests(host: "127.0.0.\(host)") == 1) }
    }
  }

  @Test(arguments: Mode.allCases)
  func `the rules are nowhere among bodies, records and their limits`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let padding = String(repeating: "# padding\n", count: 20_000)
      origin.answerRobots(.file(padding + "User-agent: *\nDisallow: /bytes/2"))
      let folder = try TemporaryFolder()
      let reports = Monitor<[ExchangeReport]>([])
      let fetched = try await fetch(
        mode, (1...3).map { origin.url("/bytes/\($0)") },
        saving: try SaveDirectory.open(folder.path)
      ) {
        keep(&$0)
        $0.attempt.maxSize = 10
        $0.onExchange = { report in reports.withLock { $0.append(report) } }
      }
      #expect(fetched.records.map(\.outcome) == ["200", "robots", "200"])
      #expect(folder.files.count == 2)
      let exchanges = reports.withLock { $0 }
      #expect(exchanges.count == 3)
      #expect(exchanges[0].isForRobots && exchanges[0].url == origin.url("/robots.txt"))
      #expect(exchanges.count { $0.isForRobots } == 1)
      #expect((1...3).contains(exchanges[0].seq))
      #expect(exchanges[0].bytes > 200_000)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a host's cap holds for its rules, and others do not wait for them`(mode: Mode) async throws
  {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.silence, host: "127.0.0.2")
      let silent = (1...20).map { origin.url("/bytes/\($0)", host: "127.0.0.2") }
      let others = (1...20).map { origin.url("/bytes/\($0)", host: "127.0.0.3") }
      let fetched = try await fetch(mode, silent + others) {
        keep(&$0)
        $0.concurrency = 2
        $0.perHost = .fixed(1)
      } whileRunning: { run in
        #expect(await eventually { run.progress.done.ok == 20 })
        run.cancel()
      }
      #expect(fetched.report.summary.outcomes == ["200": 20, "interrupted": 20])
      #expect(origin.requests(host: "127.0.0.2") == 1)
      #expect(origin.peakConcurrency(host: "127.0.0.3") == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a run that is stopped while rules are asked for has a record for each entry`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.silence)
      let lines = (1...50).map { origin.url("/bytes/\($0)") }
      let fetched = try await fetch(
        mode, lines, configure: keep,
        whileRunning: { run in
          #expect(
            await eventually { origin.robotsRequests() == 1 && run.progress.load.waiting == 50 })
          #expect(run.progress.load.inFlight == 1)
          run.cancel()
        })
      #expect(fetched.records.count == 50)
      #expect(fetched.records.allSatisfy { $0.outcome == "interrupted" })
      #expect(origin.requests() == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is refused is done, and asked about again when failures are`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let records = TemporaryFile()
      let lines = (1...4).map { origin.url("/bytes/\($0)") }
      origin.answerRobots(.status(503))
      let first = try await fetch(mode, lines, records: records) {
        keep(&$0)
        $0.retry.retries = 0
      }
      #expect(first.records.map(\.outcome) == ["robots", "robots", "robots", "robots"])
      origin.answerRobots(.file("User-agent: *\nDisallow: /bytes/4"))
      _ = try await fetch(mode, lines, records: records, resuming: .newEntries, configure: keep)
      #expect(origin.requests() == 1)
      let again = try await fetch(
        mode, lines, records: records, resuming: .includingFailed, configure: keep)
      #expect(again.records.map(\.outcome) == ["200", "200", "200", "robots"])
      #expect(origin.robotsRequests() == 2)
    }
  }

  @Test(arguments: Mode.allCases)
  func `an address that is refused is called so`(mode: Mode) async throws {
    let fetched = try await fetch(mode, ["http://127.0.0.1:1/"]) {
      keep(&$0)
      $0.attempt.addresses = AddressPolicy(isPublicOnly: true)
    }
    #expect(fetched.records.map(\.outcome) == ["blocked_address"])
  }

  @Test(arguments: Mode.allCases)
  func `a fetcher keeps to them, and is not held up by who gives up`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.file("User-agent: own\nDisallow: /bytes/2"))
      origin.answerRobots(.silence, host: "127.0.0.2")
      var options = FetchOptions(mode: mode)
      options.robotsAgent = try RobotsAgent("Own")
      try await withFetcher(options) { fetcher in
        let urls = (1...3).map { origin.url("/bytes/\($0)") }
        let silent = Task {
          await fetcher.fetch(Request(origin.url("/bytes/1", host: "127.0.0.2")))
        }
        #expect(await eventually { origin.robotsRequests(host: "127.0.0.2") == 1 })
        silent.cancel()
        #expect(await silent.value.error?.kind == .interrupted)
        for (url, kind) in zip(urls, [nil, .robots, nil] as [FetchError.Kind?]) {
          #expect(await fetcher.fetch(Request(url)).error?.kind == kind)
        }
      }
      #expect(origin.robotsRequests() == 1)
    }
  }
}
