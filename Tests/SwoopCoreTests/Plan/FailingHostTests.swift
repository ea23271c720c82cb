import Curl
import Locking
import Testing

@testable import SwoopCore

/// Hosts that keep failing, on a clock that the tests set.
@Suite struct FailingHostTests {
  private let beginning = Instant.now

  private func frontier(
    perHost: HostCap = .fixed(8), hostFailures: Int? = 20, retries: Int = 2, remembered: Int = 100
  ) -> Frontier {
    var limits = Frontier.Limits(concurrency: 64, perHost: perHost)
    limits.hostFailures = hostFailures
    limits.retry.retries = retries
    limits.rememberedHosts = remembered
    return Frontier(limits: limits)
  }

  private func refusal(_ kind: FetchError.Kind = .connect) -> Exchange {
    var refusal = exchange(.failure(FetchError(kind, "nobody is there")))
    refusal.status = nil
    return refusal
  }

  /// What came of running a frontier to its end.
  private struct Run {
    var records: [Record] = []
    /// Starts, each with how many were in flight with it.
    var starts: [(job: Job, inFlight: Int)] = []
    var seconds = 0.0
  }

  /// Runs to the end against hosts that answer after a while what `answer` says.
  private func run(
    _ frontier: inout Frontier, seconds: Double = 10, _ answer: (Job, Instant) throws -> Exchange
  ) rethrows -> Run {
    var run = Run()
    var now = beginning
    var flights: [(end: Instant, job: Job)] = []
    while true {
      while let job = frontier.next(now: now) {
        flights.append((now + .seconds(seconds), job))
        run.starts.append((job, flights.count))
      }
      switch frontier.outlook(now: now) {
      case .start:
        Issue.record("a job that may start did not")
        return run
      case .wait(let until):
        guard let next = (flights.map(\.end) + [until].compactMap { $0 }).min() else {
          Issue.record("nothing to wait for")
          return run
        }
        now = max(now, next)
        for flight in flights.filter({ $0.end <= now }) {
          run.records += frontier.settle(flight.job, try answer(flight.job, now), now: now)
            .map(\.record)
        }
        flights.removeAll { $0.end <= now }
      case .finished:
        run.seconds = beginning.duration(to: now) / .seconds(1)
        return run
      }
    }
  }

  @Test func `a hundred thousand URLs of a dead host cost little more than twenty attempts`() throws
  {
    var frontier = frontier()
    for seq in 1...100_000 {
      _ = frontier.admit(try job(seq, "http://dead/", now: beginning), now: beginning)
    }
    frontier.endList()

    let run = run(&frontier) { _, _ in refusal() }

    #expect(run.records.count == 100_000)
    #expect(run.starts.count <= 20 + 8)
    #expect(run.seconds < 20 * 12)
    let untried = run.records.filter { $0.attempts == 0 }
    #expect(untried.count > 99_900)
    let error = try #require(untried.first?.error)
    #expect(error.kind == .hostFailed)
    #expect(
      error.message
        == "dead port 80 given up after 20 failures in a row, the last: nobody is there")
  }

  @Test func `after five refusals in a row one request at a time goes out`() throws {
    var frontier = frontier(retries: 0)
    for seq in 1...30 {
      _ = frontier.admit(try job(seq, "http://dead/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { _, _ in refusal() }
    #expect(run.starts.dropFirst(8).allSatisfy { $0.inFlight == 1 })
  }

  @Test func `one answer lets the rest loose`() throws {
    var frontier = frontier(retries: 0)
    for seq in 1...100 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { job, now in
      now < beginning + .seconds(60) ? refusal() : exchange(.response)
    }
    #expect(run.records.count { $0.error?.kind == .hostFailed } == 0)
    #expect(run.records.count(where: \.ok) > 80)
    #expect(run.starts.suffix(80).contains { $0.inFlight == 8 })
  }

  @Test func `a blow that hits all in flight counts as one run, not as many`() throws {
    var frontier = frontier(perHost: .unlimited)
    for seq in 1...64 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { _, now in
      now <= beginning + .seconds(10) ? refusal() : exchange(.response)
    }
    #expect(run.records.filter(\.ok).count == 64)
  }

  @Test func `a port where nobody listens is given up by itself`() throws {
    var frontier = frontier(retries: 0)
    for seq in 1...200 {
      let url = seq <= 100 ? "http://a:81/" : "http://a/"
      _ = frontier.admit(try job(seq, url, now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { job, _ in
      job.request.url.port == 81 ? refusal() : exchange(.response)
    }
    #expect(run.records.filter(\.ok).map(\.seq).sorted() == Array(101...200))
    #expect(run.records.contains { $0.error?.kind == .hostFailed })
  }

  @Test(arguments: [nil, 3, 1])
  func `a host is given up after as many failures as allowed`(limit: Int?) throws {
    var frontier = frontier(perHost: .fixed(1), hostFailures: limit, retries: 0)
    for seq in 1...30 {
      _ = frontier.admit(try job(seq, "http://dead/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { _, _ in refusal() }
    #expect(run.starts.count == limit ?? 30)
    #expect(run.records.count == 30)
  }

  @Test func `what comes after a host was given up is told at once, redirects too`() throws {
    var frontier = frontier(perHost: .fixed(1), hostFailures: 1, retries: 0)
    _ = frontier.admit(try job(1, "http://dead/", now: beginning), now: beginning)
    let first = try #require(started(&frontier, beginning))
    #expect(frontier.settle(first, refusal(), now: beginning).count == 1)
    let late = try #require(
      frontier.admit(try job(2, "http://dead/", now: beginning), now: beginning))
    #expect(late.record.error?.kind == .hostFailed)

    _ = frontier.admit(try job(3, "http://a/", now: beginning), now: beginning)
    let job = try #require(started(&frontier, beginning))
    let redirect = exchange(.redirect(.success(try request("http://dead/"))), status: 301)
    let record = try #require(frontier.settle(job, redirect, now: beginning).first).record
    #expect(record.error?.kind == .hostFailed)
    #expect(record.finalURL == "http://dead/")
    #expect(record.redirects == 1)
  }

  @Test(arguments: [500, 502, 404, 503])
  func `a host that answers, whatever it says, is not given up`(status: Int) throws {
    var frontier = frontier(retries: 0)
    for seq in 1...100 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { _, _ in exchange(.response, status: status) }
    #expect(run.records.filter { $0.status == status }.count == 100)
    #expect(run.seconds < 140)
  }

  @Test func `a host that says later for a minute is served after it`() throws {
    var frontier = frontier()
    for seq in 1...1000 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier, seconds: 0.1) { _, now in
      exchange(.response, status: now < beginning + .seconds(60) ? 429 : 200)
    }
    #expect(run.records.filter(\.ok).count > 980)
    #expect(run.records.allSatisfy { $0.error?.kind != .hostFailed })
  }

  @Test func `a hop that had hardly any time left says nothing of its host`() throws {
    var frontier = frontier(hostFailures: 1, retries: 0)
    _ = frontier.admit(try job(1, "http://slow/", now: beginning), now: beginning)
    _ = frontier.admit(try job(2, "http://slow/", now: beginning), now: beginning)
    for (seconds, kind) in [(0.01, nil), (60, FetchError.Kind.hostFailed)] {
      let first = try #require(started(&frontier, beginning))
      var redirect = exchange(.redirect(.success(try request("http://b/"))), status: 302)
      redirect.cost.total = .seconds(50)
      _ = frontier.settle(first, redirect, now: beginning)
      let hop = try #require(started(&frontier, beginning))
      var timeout = refusal(.timeout)
      timeout.cost.total = .seconds(seconds)
      _ = frontier.settle(hop, timeout, now: beginning)
      let late = frontier.admit(try job(3, "http://b/", now: beginning), now: beginning)
      #expect(late?.record.error?.kind == kind)
      if late == nil { _ = started(&frontier, beginning) }
    }
  }

  @Test func `a host that falls idle again and again crowds no other out`() throws {
    var frontier = frontier(hostFailures: 1, retries: 0)
    for seq in 1...2 {
      _ = frontier.admit(try job(seq, "http://dead\(seq)/", now: beginning), now: beginning)
      let job = try #require(started(&frontier, beginning))
      _ = frontier.settle(job, refusal(), now: beginning)
    }
    for seq in 3...1000 {
      _ = frontier.admit(try job(seq, "http://dead3:\(seq)/", now: beginning), now: beginning)
      let job = try #require(started(&frontier, beginning))
      _ = frontier.settle(job, refusal(), now: beginning)
    }
    let late = frontier.admit(try job(1001, "http://dead1/", now: beginning), now: beginning)
    #expect(late?.record.error?.kind == .hostFailed)
    #expect(frontier.knownHosts == 3)
  }

  /// A host was forgotten with an alarm set for a retry that had been given up; going off, it took
  /// the namesake's place.
  @Test func `an alarm of a host that is forgotten disturbs no namesake`() throws {
    var frontier = frontier(hostFailures: 2)
    for seq in 1...3 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    let first = try (1...3).map { _ in try #require(started(&frontier, beginning)) }
    for (job, exchange) in zip(first, [refusal(), refusal(), exchange(.response)]) {
      _ = frontier.settle(job, exchange, now: beginning)
    }
    for seq in 4...20 {
      _ = frontier.admit(try job(seq, "http://a/", now: beginning), now: beginning)
    }
    frontier.endList()
    let run = run(&frontier) { _, _ in exchange(.response) }
    #expect(run.records.count == 17)
    #expect(frontier.isFinished == true)
  }

  @Test func `of idle hosts only so many failures are remembered`() throws {
    var frontier = frontier(retries: 0, remembered: 100)
    for seq in 1...1000 {
      _ = frontier.admit(try job(seq, "http://dead\(seq)/", now: beginning), now: beginning)
    }
    frontier.endList()
    _ = run(&frontier) { _, _ in refusal() }
    #expect(frontier.knownHosts == 100)
  }

  @Test func `hosts that answered are forgotten`() throws {
    var frontier = frontier()
    for seq in 1...1000 {
      _ = frontier.admit(try job(seq, "http://h\(seq)/", now: beginning), now: beginning)
    }
    frontier.endList()
    _ = run(&frontier) { _, _ in exchange(.response) }
    #expect(frontier.knownHosts == 0)
  }
}
