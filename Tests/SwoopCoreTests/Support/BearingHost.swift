import HeapModule
import Locking

@testable import SwoopCore

/// A host that bears so much and no more, to see how a cap fares with it.
struct BearingHost {
  enum Kind: String, CaseIterable {
    /// Answers any number at once, each as fast.
    case parallel
    /// Has four workers; what comes while they are busy queues.
    case fourWorkers
    /// Answers 429 to what would be more than four at once.
    case fourAtOnce
    /// Answers 429 with Retry-After: 1 to what would be more than 20 in a second.
    case twentyASecond
  }

  let kind: Kind
  /// Seconds that an answer takes a worker.
  private let service = 0.1
  private var inFlight = 0
  private var freeAt: [Instant]
  private var recent: [Instant] = []

  init(_ kind: Kind, now: Instant) {
    self.kind = kind
    freeAt = Array(repeating: now, count: 4)
  }

  /// What comes of a request, and when.
  mutating func answer(_ now: Instant, using random: inout SplitMix64) -> (Exchange, Duration) {
    inFlight += 1
    let work = Duration.seconds(service * Double.random(in: 0.7...1.3, using: &random))
    var answer = exchange(.response)
    var after = work
    switch kind {
    case .parallel: break
    case .fourWorkers:
      freeAt.sort()
      freeAt[0] = max(freeAt[0], now) + work
      after = now.duration(to: freeAt[0])
    case .fourAtOnce:
      if inFlight > 4 {
        answer = exchange(.response, status: 429)
        after = .milliseconds(2)
      }
    case .twentyASecond:
      recent.removeAll { $0 + .seconds(1) <= now }
      if recent.count < 20 {
        recent.append(now)
      } else {
        answer = exchange(.response, status: 429)
        answer.hints.retryAfter = .seconds(1)
        after = .milliseconds(2)
      }
    }
    answer.cost.firstByte = after
    answer.cost.total = after
    return (answer, after)
  }

  mutating func ended() { inFlight -= 1 }
}

/// A list run against such hosts under one cap.
struct CapTrial {
  private struct Answer: Comparable {
    let at: Instant
    let job: Job
    let exchange: Exchange
    static func < (one: Answer, other: Answer) -> Bool { one.at < other.at }
    static func == (one: Answer, other: Answer) -> Bool { one.at == other.at }
  }

  private(set) var seconds = 0.0
  /// Answers of 429, for each entry.
  private(set) var refusals = 0.0
  /// Entries that failed for good, of each hundred.
  private(set) var failed = 0.0
  /// Mean seconds to the first byte of what was answered.
  private(set) var latency = 0.0

  init(
    _ kind: BearingHost.Kind, _ cap: HostCap, hosts count: Int, entries: Int, seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    let start = Instant.now
    var now = start
    var limits = Frontier.Limits(concurrency: 64, perHost: cap)
    limits.seed = seed
    var frontier = Frontier(limits: limits)
    var hosts = Array(repeating: BearingHost(kind, now: now), count: count)
    for seq in 1...entries {
      _ = frontier.admit(try job(seq, "http://h\(seq % count)/", now: now), now: now)
    }
    frontier.endList()
    var answers = Heap<Answer>()
    var answered = 0
    while true {
      var alarm: Instant?
      while let job = frontier.next(now: now) {
        let (exchange, after) = hosts[job.seq % count].answer(now, using: &random)
        answers.insert(Answer(at: now + after, job: job, exchange: exchange))
      }
      if case .wait(let until) = frontier.outlook(now: now) { alarm = until }
      guard let next = [answers.min?.at, alarm].compactMap({ $0 }).min() else { break }
      now = max(now, next)
      while let answer = answers.min, answer.at <= now {
        answers.removeMin()
        hosts[answer.job.seq % count].ended()
        if answer.exchange.status == 429 {
          refusals += 1
        } else {
          answered += 1
          latency += answer.exchange.cost.firstByte / .seconds(1)
        }
        for outcome in frontier.settle(answer.job, answer.exchange, now: now)
        where !outcome.record.ok { failed += 1 }
      }
    }
    seconds = start.duration(to: now) / .seconds(1)
    refusals /= Double(entries)
    failed *= 100 / Double(entries)
    latency /= Double(max(1, answered))
  }
}
