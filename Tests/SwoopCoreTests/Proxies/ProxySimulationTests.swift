import Curl
import HeapModule
import Locking
import Testing

@testable import SwoopCore

/// Runs over proxies that fall ill and get well, on a clock of their own. At every step: no proxy has more than its
/// cap, none is asked while it rests, and something is always under way or due; in the end each entry is settled once.
@Suite struct ProxySimulationTests {
  @Test(arguments: Proxies.Rotation.allCases)
  func `hundreds of runs keep all promises`(rotation: Proxies.Rotation) throws {
    for seed in 1...200 {
      var run = try Run(rotation, seed: UInt64(seed))
      do {
        try run.run()
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
  }

  private struct Answer: Comparable {
    let at: Instant
    let job: Job
    let exchange: Exchange

    static func < (one: Answer, other: Answer) -> Bool {
      (one.at, one.job.seq) < (other.at, other.job.seq)
    }
    static func == (one: Answer, other: Answer) -> Bool { one.job.seq == other.job.seq }
  }

  private struct SickProxy {
    var illFrom: Instant
    var illUntil: Instant
    var inFlight = 0
    var cap: Int
    /// When it showed last that it is ill, and has not shown the contrary since.
    var failedAt: Instant?
    /// The same, whatever it has shown since: what was under way then says nothing.
    var lastFailedAt: Instant?
  }

  private struct Run: ~Copyable {
    let entries = 300
    let rotation: Proxies.Rotation
    var random: SplitMix64
    var frontier: Frontier
    var proxies: [SickProxy] = []
    var answers = Heap<Answer>()
    var now = Instant.now
    var settled: [Int: Int] = [:]
    var perHost: [String: Set<Int>] = [:]
    let lanes: Int
    let hasIllness: Bool

    init(_ rotation: Proxies.Rotation, seed: UInt64) throws {
      self.rotation = rotation
      random = SplitMix64(seed: seed)
      lanes = Int.random(in: 1...3, using: &random)
      hasIllness = Int.random(in: 0..<4, using: &random) > 0
      var pool = Proxies([])
      for index in 0..<Int.random(in: 1...6, using: &random) {
        let cap = [1, 3, 100].randomElement(using: &random) ?? 1
        let from = now + .seconds(Double.random(in: 0...20, using: &random))
        let length = hasIllness ? Double.random(in: 0...40, using: &random) : 0
        proxies.append(SickProxy(illFrom: from, illUntil: from + .seconds(length), cap: cap))
        pool.members.append(.init(try Proxy("http://10.0.0.\(index):1"), cap: cap))
      }
      pool.rotation = rotation
      pool.failures = nil
      var limits = Frontier.Limits(concurrency: Int.random(in: 1...40, using: &random))
      limits.lanes = lanes
      limits.perHost = .fixed(Int.random(in: 1...8, using: &random))
      limits.proxies = pool
      limits.retry.retries = 1000
      limits.seed = seed
      if Bool.random(using: &random) { limits.hostRate = try Rate("5") }
      frontier = Frontier(limits: limits)
    }

    mutating func run() throws {
      let hosts = Int.random(in: 1...60, using: &random)
      for seq in 1...entries {
        let host = Int.random(in: 0..<hosts, using: &random)
        guard frontier.admit(try job(seq, "http://h\(host)/", now: now), now: now) == nil else {
          throw Simulation.Violation(description: "refused at the door")
        }
      }
      frontier.endList()
      while settled.count < entries {
        try startAll()
        guard case .wait(let alarm) = frontier.outlook(now: now),
          let next = [answers.min?.at, alarm].compactMap({ $0 }).min()
        else { throw Simulation.Violation(description: "nothing to wait for") }
        now = max(now, next)
        while let answer = answers.min, answer.at <= now {
          answers.removeMin()
          settle(answer)
        }
      }
      guard frontier.isFinished, settled.values.allSatisfy({ $0 == 1 }) else {
        throw Simulation.Violation(description: "not finished, or settled twice")
      }
      guard hasIllness || rotation == .request || perHost.values.allSatisfy({ $0.count == 1 })
      else {
        throw Simulation.Violation(description: "a host had two proxies, all of which are well")
      }
    }

    private mutating func startAll() throws {
      while true {
        let lane = Int.random(in: 0..<lanes, using: &random)
        guard case .start(let due) = frontier.outlook(for: lane, now: now) else { return }
        guard let job = frontier.next(for: due, now: now), let index = job.passage?.proxy else {
          throw Simulation.Violation(description: "no job, or no proxy")
        }
        proxies[index].inFlight += 1
        guard proxies[index].inFlight <= proxies[index].cap else {
          throw Simulation.Violation(description: "proxy \(index) is over its cap")
        }
        if let failedAt = proxies[index].failedAt, failedAt + .milliseconds(500) > now {
          throw Simulation.Violation(description: "proxy \(index) is asked while it rests")
        }
        perHost[job.request.url.host, default: []].insert(index)
        var answer = exchange(.response)
        answer.proxySign = .carried
        var after = Duration.seconds(Double.random(in: 0.01...1, using: &random))
        if (proxies[index].illFrom..<proxies[index].illUntil).contains(now) {
          answer = exchange(.failure(FetchError(.proxy, "ill")))
          (answer.status, answer.proxySign) = (nil, .failed)
          after = Bool.random(using: &random) ? .milliseconds(1) : .seconds(3)
        }
        answers.insert(Answer(at: now + after, job: job, exchange: answer))
      }
    }

    private mutating func settle(_ answer: Answer) {
      if let index = answer.job.passage?.proxy {
        proxies[index].inFlight -= 1
        let isOld = proxies[index].lastFailedAt.map { answer.job.startedAt <= $0 } ?? false
        if !isOld {
          let hasFailed = answer.exchange.proxySign == .failed
          proxies[index].failedAt = hasFailed ? now : nil
          if hasFailed { proxies[index].lastFailedAt = now }
        }
      }
      for outcome in frontier.settle(answer.job, answer.exchange, now: now) {
        settled[outcome.record.seq, default: 0] += 1
      }
    }
  }
}
