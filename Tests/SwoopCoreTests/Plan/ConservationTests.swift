import Curl
import Locking
import Testing
import WARC

@testable import SwoopCore

/// Runs in which everything happens at once: rules are asked for, proxies fail, hosts send on and are given
/// up, and the run is stopped midway. Whatever happens, each entry is settled once, and each exchange that is
/// to be archived comes out with one of them, once.
@Suite struct ConservationTests {
  @Test func `hundreds of runs lose nothing`() throws {
    var (stopped, judged) = (0, 0)
    for seed in 1...400 {
      var run = try Run(seed: UInt64(seed))
      do {
        try run.run()
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
      stopped += run.isStopped ? 1 : 0
      judged += run.judged
    }
    #expect(stopped > 50)
    #expect(judged > 100)
  }

  private struct Run: ~Copyable {
    private let entries = 80
    private let hosts: Int
    private let stopsAt: Int
    private let givesUpAt: Int
    /// Of some entries.
    private let cancellation = Cancellation()
    private var random: SplitMix64
    private var frontier: Frontier
    private var now = Instant.now
    private var flights: [Job] = []
    private var admitted = 0
    private var settled: [Int: Int] = [:]
    private var given: Set<ObjectIdentifier> = []
    /// Keeps them from being another's.
    private var captures: [CapturedResponse] = []
    private(set) var isStopped = false
    /// Turns of those that waited for a verdict.
    private(set) var judged = 0

    init(seed: UInt64) throws {
      random = SplitMix64(seed: seed)
      hosts = Int.random(in: 1...8, using: &random)
      stopsAt = Bool.random(using: &random) ? Int.random(in: 0...150, using: &random) : .max
      givesUpAt = Int.random(in: 0...150, using: &random)
      var limits = Frontier.Limits(concurrency: Int.random(in: 1...20, using: &random))
      limits.robots = Int.random(in: 0..<3, using: &random) > 0 ? RobotsPolicy() : nil
      limits.robotsWork = [1, 20, 1 << 20].randomElement(using: &random) ?? 1
      limits.perHost = .fixed(Int.random(in: 1...8, using: &random))
      limits.retry.retries = Int.random(in: 0...3, using: &random)
      limits.hostFailures = [nil, 1, 3].randomElement(using: &random) ?? nil
      limits.seed = seed
      var pool = Proxies([])
      for index in 0..<Int.random(in: 0...3, using: &random) {
        pool.members.append(.init(try Proxy("http://10.0.0.\(index):1"), cap: 5))
      }
      pool.rotation = Bool.random(using: &random) ? .host : .request
      pool.failures = [nil, 1, 3].randomElement(using: &random) ?? nil
      if !pool.members.isEmpty { limits.proxies = pool }
      frontier = Frontier(limits: limits)
    }

    mutating func run() throws {
      var steps = 0
      while !frontier.isFinished {
        steps += 1
        guard steps < 100_000 else { throw Simulation.Violation(description: "it does not end") }
        if steps == stopsAt {
          isStopped = true
          try count(frontier.stop())
        }
        if steps == givesUpAt {
          cancellation.request()
          try count(frontier.dropGivenUp(now: now))
        }
        if frontier.hasHeldToJudge, Bool.random(using: &random) {
          judged += 1
          try count(frontier.judgeHeld(now: now))
        }
        try admit()
        while case .start(let lane) = frontier.outlook(now: now),
          let job = frontier.next(for: lane, now: now)
        {
          flights.append(job)
        }
        if let index = flights.indices.randomElement(using: &random) {
          let job = flights.remove(at: index)
          let exchange = try answer(to: job)
          try count(frontier.settle(job, exchange, now: now))
        } else if case .wait(let alarm?) = frontier.outlook(now: now) {
          now = max(now, alarm)
        } else if !frontier.isFinished, !frontier.hasHeldToJudge, admitted == entries {
          throw Simulation.Violation(description: "nothing to wait for")
        }
        now = now + .milliseconds(Int.random(in: 0...300, using: &random))
      }
      guard flights.isEmpty, settled.count == admitted, settled.values.allSatisfy({ $0 == 1 })
      else { throw Simulation.Violation(description: "not every entry was settled once") }
      guard given.isEmpty else {
        throw Simulation.Violation(description: "\(given.count) exchanges were lost")
      }
      guard frontier.waitingEntries == 0, frontier.robotsInFlight == 0 else {
        throw Simulation.Violation(description: "it has lost count")
      }
    }

    private mutating func admit() throws {
      for _ in 0..<Int.random(in: 0...4, using: &random) where admitted < entries {
        admitted += 1
        let url = "http://h\(Int.random(in: 0..<hosts, using: &random))/\(admitted)"
        let request = try request(url)
        var entry = entry(admitted, request)
        if Int.random(in: 0..<10, using: &random) == 0 {
          entry.call = Call(.asInOptions, cancellation) { _ in }
        }
        let job = Job(entry: entry, request: request, now: now)
        if let outcome = frontier.admit(job, now: now) {
          try count([outcome])
        }
        if admitted == entries { frontier.endList() }
      }
    }

    private mutating func answer(to job: Job) throws -> Exchange {
      var answer = exchange(.response)
      answer.proxySign = .carried
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<3:
        var next = job.request
        next.url = try WebURL("http://h\(Int.random(in: 0..<hosts, using: &random))/to")
        answer = exchange(.redirect(.success(next)), status: 302)
      case 3..<6: answer = failure(.connect, .refused)
      case 6..<9 where job.passage != nil: answer = failure(.proxy, .failed)
      case 9..<12: answer.status = [404, 429, 500].randomElement(using: &random)
      case 12: answer = failure(.reset, .nothing)
      default:
        if job.isForRobots {
          answer.robots = RobotsRules(
            parsing: Array("User-agent: *\nDisallow: /1".utf8), for: .swoop)
        }
      }
      // What a proxy has failed never left it, and what is asked for rules goes with no entry.
      if answer.proxySign != .failed, !job.isForRobots, Int.random(in: 0..<4, using: &random) > 0 {
        let capture = CapturedResponse(
          CapturedExchange(
            date: RecordDate(microseconds: 0), response: ResponseCapture(), parts: CapturedParts()),
          .memory(BodyMemory(MemoryBudget(bytes: 0), limit: 0)))
        captures.append(capture)
        given.insert(ObjectIdentifier(capture))
        answer.capture = capture
      }
      return answer
    }

    private func failure(_ kind: FetchError.Kind, _ sign: ProxySign) -> Exchange {
      var answer = exchange(.failure(FetchError(kind, "failed")))
      (answer.status, answer.proxySign) = (nil, sign)
      return answer
    }

    private mutating func count(_ outcomes: [Outcome]) throws {
      for outcome in outcomes {
        settled[outcome.record.seq, default: 0] += 1
        for capture in outcome.captures where given.remove(ObjectIdentifier(capture)) == nil {
          throw Simulation.Violation(description: "an exchange came out again")
        }
      }
    }
  }
}
