import Curl
import Locking
import Testing

@testable import SwoopCore

/// Waits, retries and failing hosts, on a clock that the tests set.
@Suite struct PolitenessTests {
  private let beginning = Instant.now

  private func limits(_ change: (inout Frontier.Limits) -> Void = { _ in }) -> Frontier.Limits {
    var limits = Frontier.Limits(concurrency: 100)
    change(&limits)
    return limits
  }

  private func after(_ seconds: Double) -> Instant { beginning + .seconds(seconds) }

  /// Seconds from the beginning until something may start, if only time is in the way.
  private func wait(_ frontier: inout Frontier, _ now: Instant) -> Double? {
    guard case .wait(let until?) = frontier.outlook(now: now) else { return nil }
    return beginning.duration(to: until) / .seconds(1)
  }

  private func later(_ seconds: Int, status: Int = 429) -> Exchange {
    var later = exchange(.response, status: status)
    later.hints.retryAfter = .seconds(seconds)
    return later
  }

  private func failure(_ kind: FetchError.Kind) -> Exchange {
    var failure = exchange(.failure(FetchError(kind, "it failed")))
    failure.status = nil
    return failure
  }

  // MARK: Rates

  @Test func `starts are spaced out as the rate says, over all hosts`() throws {
    var frontier = Frontier(limits: limits { $0.rate = try? Rate("10") })
    for seq in 1...5 {
      _ = frontier.admit(try job(seq, "http://h\(seq)/", now: beginning), now: beginning)
    }
    #expect(startAll(&frontier, beginning).count == 1)
    #expect(wait(&frontier, beginning) == 0.1)
    #expect(startAll(&frontier, after(0.09)).isEmpty)
    #expect(startAll(&frontier, after(0.1)).count == 1)
    #expect(startAll(&frontier, after(0.2)).count == 1)
  }

  @Test func `a host may have a cap and a rate of its own`() throws {
    var frontier = Frontier(
      limits: limits {
        $0.perHost = .fixed(2)
        $0.hosts["h1"] = HostLimits(cap: .fixed(3))
        $0.hosts["h2"] = HostLimits(rate: try? Rate("1/m"))
        $0.hosts["h3"] = HostLimits(cap: .unlimited, rate: try? Rate("1"))
      })
    for seq in 0..<20 {
      _ = frontier.admit(try job(seq, "http://h\(seq % 4)/", now: beginning), now: beginning)
    }
    func hosts(_ jobs: [Job]) -> [String: Int] {
      jobs.reduce(into: [:]) { $0[$1.request.url.host, default: 0] += 1 }
    }
    #expect(hosts(startAll(&frontier, beginning)) == ["h0": 2, "h1": 3, "h2": 1, "h3": 1])
    #expect(hosts(startAll(&frontier, after(1))) == ["h3": 1])
    #expect(hosts(startAll(&frontier, after(60))) == ["h2": 1, "h3": 1])
  }

  @Test func `a host's rate holds up no other host`() throws {
    var frontier = Frontier(limits: limits { $0.hostRate = try? Rate("1/m") })
    for seq in 1...6 {
      _ = frontier.admit(try job(seq, "http://h\(seq % 3)/", now: beginning), now: beginning)
    }
    #expect(startAll(&frontier, beginning).map(\.seq) == [1, 2, 3])
    #expect(wait(&frontier, beginning) == 60)
    #expect(startAll(&frontier, after(60)).count == 3)
  }

  @Test func `redirects and further attempts count for the rate`() throws {
    var frontier = Frontier(limits: limits { $0.rate = try? Rate("1/m") })
    _ = frontier.admit(try job(1, "http://a/", now: beginning), now: beginning)
    let first = try #require(startAll(&frontier, beginning).first)
    let redirect = exchange(.redirect(.success(try request("http://b/"))), status: 302)
    #expect(frontier.settle(first, redirect, now: after(1)).isEmpty)
    #expect(startAll(&frontier, after(59)).isEmpty)
    let hop = try #require(startAll(&frontier, after(60)).first)
    #expect(frontier.settle(hop, exchange(.response, status: 503), now: after(61)).isEmpty)
    #expect(startAll(&frontier, after(119)).isEmpty)
    #expect(startAll(&frontier, after(120)).map(\.attempts) == [2])
  }

  @Test func `a host that comes back within its rate's time is still known`() throws {
    var frontier = Frontier(limits: limits { $0.hostRate = try? Rate("1") })
    _ = frontier.admit(try job(1, "http://a/", now: beginning), now: beginning)
    let first = try #require(startAll(&frontier, beginning).first)
    #expect(frontier.settle(first, exchange(.response), now: after(0.1)).count == 1)
    _ = frontier.admit(try job(2, "http://a/", now: after(0.2)), now: after(0.2))
    #expect(startAll(&frontier, after(0.2)).isEmpty)
    let second = try #require(startAll(&frontier, after(1)).first)
    _ = frontier.settle(second, exchange(.response), now: after(1.1))
    _ = startAll(&frontier, after(12))
    #expect(frontier.knownHosts == 0)
  }

  // MARK: Retries

  @Test(arguments: [408, 425, 429, 500, 502, 503, 504])
  func `passing statuses are tried again, from the entry's own URL on`(status: Int) throws {
    var frontier = Frontier(limits: limits())
    _ = frontier.admit(try job(1, "http://a/", now: beginning), now: beginning)
    for attempt in 1...3 {
      let now = after(Double(attempt) * 10)
      let first = try #require(startAll(&frontier, now).first)
      #expect(first.request.url.host == "a")
      #expect(first.attempts == attempt)
      let redirect = exchange(.redirect(.success(try request("http://b/"))), status: 302)
      _ = frontier.settle(first, redirect, now: now)
      let hop = try #require(startAll(&frontier, now).first)
      let outcomes = frontier.settle(hop, exchange(.response, status: status), now: now)
      #expect(outcomes.map(\.record.attempts) == (attempt < 3 ? [] : [3]))
      if attempt == 3 { #expect(outcomes.first?.record.status == status) }
    }
    frontier.endList()
    #expect(frontier.isFinished == true)
  }

  @Test(arguments: FetchError.Kind.allCases)
  func `of failures without an answer, those that may pass are tried again`(
    kind: FetchError.Kind
  ) throws {
    var frontier = Frontier(limits: limits())
    _ = frontier.admit(try job(1, "http://a/", now: beginning), now: beginning)
    let first = try #require(startAll(&frontier, beginning).first)
    let isSettled = !frontier.settle(first, failure(kind), now: beginning).isEmpty
    #expect(isSettled != [.dns, .connect, .timeout, .stalled, .reset].contains(kind))
  }

  @Test func `other statuses, and methods that may not be repeated, are not`() throws {
    var frontier = Frontier(limits: limits())
    for (seq, method) in [nil, "POST", "PATCH", "LOCK"].enumerated() {
      let request = try request("http://a/", RequestDefaults(method: method))
      _ = frontier.admit(job(seq, request, now: beginning), now: beginning)
    }
    let jobs = startAll(&frontier, beginning)
    #expect(frontier.settle(jobs[0], exchange(.response, status: 404), now: beginning).count == 1)
    for job in jobs[1...] {
      let outcomes = frontier.settle(job, exchange(.response, status: 500), now: beginning)
      #expect(outcomes.count == 1)
    }
    frontier.endList()
    #expect(frontier.isFinished == true)
  }

  @Test func `all methods are tried again when that is allowed`() throws {
    var frontier = Frontier(limits: limits { $0.retry.repeatsAllMethods = true })
    let request = try request("http://a/", RequestDefaults(method: "POST"))
    _ = frontier.admit(job(1, request, now: beginning), now: beginning)
    let job = try #require(startAll(&frontier, beginning).first)
    #expect(frontier.settle(job, exchange(.response, status: 500), now: beginning).isEmpty)
  }

  @Test func `delays grow, keep below their ceiling, and fill what is below it`() {
    let backoff = Backoff(base: .seconds(1), longest: .seconds(10))
    var random = SplitMix64(seed: 1)
    for (failures, ceiling) in [(1, 1.0), (2, 2), (3, 4), (4, 8), (5, 10), (1_000_000, 10)] {
      let delays = (1...200).map { _ in backoff.delay(after: failures, using: &random) }
      #expect(delays.allSatisfy { (.zero ... .seconds(ceiling)).contains($0) })
      #expect(delays.contains { $0 > .seconds(ceiling * 0.9) })
      #expect(delays.contains { $0 < .seconds(ceiling * 0.1) })
    }
  }

  @Test func `the same seed makes the same delays`() throws {
    func delays(_ seed: UInt64) throws -> [Double?] {
      var frontier = Frontier(limits: limits { $0.seed = seed })
      return try (1...5).map { seq in
        _ = frontier.admit(try job(seq, "http://h\(seq)/", now: beginning), now: beginning)
        let job = try #require(startAll(&frontier, beginning).first)
        _ = frontier.settle(job, failure(.connect), now: beginning)
        return wait(&frontier, beginning)
      }
    }
    #expect(try delays(1) == delays(1))
    #expect(try delays(1) != delays(2))
  }

  @Test func `what waits for its next attempt holds no slot`() throws {
    var frontier = Frontier(limits: limits { $0.concurrency = 1 })
    for seq in 1...3 {
      _ = frontier.admit(try job(seq, "http://h\(seq)/", now: beginning), now: beginning)
    }
    for seq in 1...3 {
      let jobs = startAll(&frontier, beginning)
      #expect(jobs.map(\.seq) == [seq])
      _ = frontier.settle(jobs[0], failure(.reset), now: beginning)
    }
    #expect(frontier.waiting == 3)
    #expect(frontier.inFlight == 0)
  }

  // MARK: Hosts that say "later"

  @Test(arguments: [429, 503, 413, 500, 404])
  func `Retry-After pauses the whole host, and no other`(status: Int) throws {
    var frontier = Frontier(limits: limits { $0.perHost = .fixed(1) })
    for seq in 1...4 {
      _ = frontier.admit(try job(seq, "http://h\(seq % 2)/", now: beginning), now: beginning)
    }
    let jobs = startAll(&frontier, beginning)
    _ = frontier.settle(jobs[0], later(30, status: status), now: beginning)
    _ = frontier.settle(jobs[1], exchange(.response), now: beginning)
    #expect(startAll(&frontier, beginning).map(\.seq) == [4])
    #expect(wait(&frontier, beginning) == 30)
    #expect(startAll(&frontier, after(29.9)).isEmpty)
    let isRetried = [429, 503, 500].contains(status)
    #expect(startAll(&frontier, after(30)).map(\.seq) == [isRetried ? 1 : 3])
  }

  @Test func `a wait beyond the longest fails at once, says why, and is kept as far as it goes`()
    throws
  {
    var frontier = Frontier(limits: limits { $0.perHost = .fixed(1) })
    for seq in 1...2 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    let job = try #require(startAll(&frontier, beginning).first)
    let record = frontier.settle(job, later(3600, status: 503), now: beginning).first?.record
    #expect(record?.error?.kind == .httpStatus)
    #expect(
      record?.error?.message
        == "the server answered 503, and asks to wait 3600 s, longer than the 60 s allowed")
    #expect(record?.attempts == 1)
    #expect(wait(&frontier, beginning) == 60)
  }

  @Test func `429 without a time pauses the host as long as its entry waits`() throws {
    var frontier = Frontier(limits: limits { $0.perHost = .fixed(2) })
    for seq in 1...3 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    let jobs = startAll(&frontier, beginning)
    _ = frontier.settle(jobs[0], exchange(.response, status: 429), now: beginning)
    #expect(startAll(&frontier, beginning).isEmpty)
    let pause = try #require(wait(&frontier, beginning))
    #expect((0...1).contains(pause))
    #expect(startAll(&frontier, after(pause)).map(\.seq) == [1])
  }

  @Test func `a quota that is used up pauses the host after an answer that is ok`() throws {
    var frontier = Frontier(limits: limits { $0.perHost = .fixed(1) })
    for seq in 1...2 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    let job = try #require(startAll(&frontier, beginning).first)
    var last = exchange(.response)
    last.hints.limitReset = .seconds(5)
    #expect(frontier.settle(job, last, now: beginning).first?.record.ok == true)
    #expect(wait(&frontier, beginning) == 5)
  }

  @Test func `a redirect that asks for time gets it, and its host goes on`() throws {
    var frontier = Frontier(limits: limits { $0.perHost = .fixed(1) })
    for seq in 1...2 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    let job = try #require(startAll(&frontier, beginning).first)
    var redirect = exchange(.redirect(.success(try request("http://b/"))), status: 303)
    redirect.hints.retryAfter = .seconds(3)
    #expect(frontier.settle(job, redirect, now: beginning).isEmpty)
    #expect(startAll(&frontier, beginning).map(\.seq) == [2])
    #expect(startAll(&frontier, after(2.9)).isEmpty)
    #expect(startAll(&frontier, after(3)).map(\.request.url.host) == ["b"])
  }

  @Test func `stopping settles what waits for its time`() throws {
    var frontier = Frontier(limits: limits())
    _ = frontier.admit(try job(1, "http://a/", now: beginning), now: beginning)
    let job = try #require(startAll(&frontier, beginning).first)
    _ = frontier.settle(job, later(30), now: beginning)
    let record = try #require(frontier.stop().first).record
    #expect(record.error?.kind == .interrupted)
    #expect(record.attempts == 1)
    #expect(frontier.isFinished == true)
  }
}
