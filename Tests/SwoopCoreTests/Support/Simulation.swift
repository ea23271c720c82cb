import Curl
import HeapModule
import Locking
import Testing

@testable import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A run over hosts with moods, on a clock of its own: the frontier is real, all else is made up.
///
/// It knows what each host has said, and checks at every step that the frontier keeps to it.
struct Simulation: ~Copyable {
  struct Plan {
    var entries = 400
    var hosts = 10
    var concurrency = 20
    var lanes = 1
    var perHost: HostCap = .fixed(8)
    var rate: Rate?
    var hostRate: Rate?
    var hostFailures: Int? = 20
    var window = 200
    var remembered = 200
    var retries = 2
    /// How likely each host is to be well all the time.
    var health = 0.5
    /// Whether the hosts' rules are kept to.
    var keepsRobots = false
  }

  /// What was found to be wrong.
  struct Violation: Error, CustomStringConvertible {
    let description: String
  }

  /// When an exchange ends.
  private struct Answer: Comparable {
    let at: Instant
    let flight: Int

    static func < (one: Answer, other: Answer) -> Bool {
      (one.at, one.flight) < (other.at, other.flight)
    }
  }

  let plan: Plan
  private(set) var now = Instant.now
  private(set) var starts = 0
  private(set) var outcomes: [String: Int] = [:]
  private let beginning: Instant
  private var random: SplitMix64
  private var frontier: Frontier
  private var hosts: [MoodyHost] = []
  private var numbers: [String: Int] = [:]
  private var answers = Heap<Answer>()
  private var flights: [Int: (job: Job, exchange: Exchange)] = [:]
  /// Of the flights, those that are for no entry.
  private var robotsInFlight = 0
  private var admitted = 0
  private var settled: [UInt8]
  private var settledCount = 0
  private var pace: Tempo?

  init(_ plan: Plan, seed: UInt64) throws {
    self.plan = plan
    beginning = now
    random = SplitMix64(seed: seed)
    settled = Array(repeating: 0, count: plan.entries + 1)
    var limits = Frontier.Limits(concurrency: plan.concurrency, perHost: plan.perHost)
    limits.lanes = plan.lanes
    limits.rate = plan.rate
    limits.hostRate = plan.hostRate
    limits.robots = plan.keepsRobots ? RobotsPolicy() : nil
    limits.hostFailures = plan.hostFailures
    limits.retry.retries = plan.retries
    limits.rememberedHosts = plan.remembered
    limits.seed = seed
    frontier = Frontier(limits: limits)
    pace = plan.rate.map(Tempo.init)
    for number in 0..<plan.hosts {
      let name = "h\(number)"
      numbers[name] = number
      hosts.append(
        MoodyHost(
          request: try request("http://\(name)/"), pace: plan.hostRate.map(Tempo.init),
          health: plan.health, now: now, using: &random))
    }
  }

  /// Seconds that the run took on its clock.
  var elapsed: Double { beginning.duration(to: now) / .seconds(1) }

  mutating func run() throws {
    while settledCount < plan.entries {
      try admit()
      // The last entries may have been refused at the door.
      guard settledCount < plan.entries else { break }
      var alarm: Instant?
      try startAll()
      switch frontier.outlook(now: now) {
      case .wait(let until): alarm = until
      case .start: throw Violation(description: "a job that may start did not")
      case .finished: throw Violation(description: "finished with entries left")
      }
      try checkThatNoneIsLeft()
      guard frontier.inFlight == answers.count,
        frontier.waitingEntries
          == admitted - settledCount - (answers.count - robotsInFlight)
      else { throw Violation(description: "it has lost count") }
      guard let next = [answers.min?.at, alarm].compactMap({ $0 }).min() else {
        throw Violation(description: "nothing to wait for with \(frontier.waiting) waiting")
      }
      now = max(now, next)
      while let answer = answers.min, answer.at <= now {
        answers.removeMin()
        guard let flight = flights.removeValue(forKey: answer.flight) else { continue }
        try settle(flight.job, flight.exchange)
      }
    }
    guard case .finished = frontier.outlook(now: now), settled[1...].allSatisfy({ $0 == 1 }) else {
      throw Violation(description: "not finished, or not every entry settled once")
    }
  }

  private mutating func admit() throws {
    while admitted < plan.entries, admitted - settledCount < plan.window {
      admitted += 1
      let host = Int.random(in: 0..<plan.hosts, using: &random)
      let job = job(admitted, hosts[host].request, now: now)
      if let outcome = frontier.admit(job, now: now) {
        try count(outcome)
      } else {
        hosts[host].untried += 1
      }
      if admitted == plan.entries { frontier.endList() }
    }
  }

  /// As workers of any lane come by.
  private mutating func startAll() throws {
    while true {
      let lane = Int.random(in: 0..<plan.lanes, using: &random)
      guard case .start(let due) = frontier.outlook(for: lane, now: now) else { return }
      guard let job = frontier.next(for: due, now: now) else {
        throw Violation(description: "lane \(due) has nothing to start")
      }
      try start(job, in: due)
    }
  }

  private mutating func start(_ job: Job, in lane: Int) throws {
    let host = number(of: job)
    if !job.isForRobots, job.attempts == 1, job.redirects == 0 { hosts[host].untried -= 1 }
    starts += 1
    guard answers.count < plan.concurrency else {
      throw Violation(description: "more than \(plan.concurrency) in flight")
    }
    if let pace, !pace.allows(now) { throw Violation(description: "the rate is exceeded") }
    pace?.start(now)
    try hosts[host].start(now, in: lane, cap: plan.perHost)
    guard job.attempts <= plan.retries + 1 else {
      throw Violation(description: "attempt \(job.attempts)")
    }
    var (exchange, latency) = hosts[host].answer(now, plan.hosts, using: &random)
    if job.isForRobots {
      robotsInFlight += 1
      exchange.robots = MoodyHost.rules
    } else if plan.keepsRobots, !hosts[host].hasToldRules {
      throw Violation(description: "h\(host) is asked before its rules are known")
    }
    answers.insert(Answer(at: now + latency, flight: starts))
    flights[starts] = (job, exchange)
  }

  private mutating func settle(_ job: Job, _ exchange: Exchange) throws {
    hosts[number(of: job)].hear(exchange, of: job, now)
    if job.isForRobots { robotsInFlight -= 1 }
    for outcome in frontier.settle(job, exchange, now: now) { try count(outcome) }
    if job.isForRobots, frontier.gate.isInVain(job.robotsOrigin) {
      hosts[numbers[job.entryRequest.url.host] ?? 0].hasToldRules = true
    }
  }

  private mutating func count(_ outcome: Outcome) throws {
    let record = outcome.record
    settled[record.seq] += 1
    settledCount += 1
    outcomes[record.outcome, default: 0] += 1
    guard settled[record.seq] == 1 else {
      throw Violation(description: "entry \(record.seq) is settled again")
    }
    if case .abandoned(let job, _) = outcome, job.attempts == 0 {
      // One that waits is given up; one that is refused at the door never waited.
      let host = number(of: job)
      hosts[host].untried = max(0, hosts[host].untried - 1)
    }
  }

  /// While a slot is free and the rate allows it, no host that is well has an entry waiting.
  private mutating func checkThatNoneIsLeft() throws {
    guard answers.count < plan.concurrency, pace?.allowsAtPace(now) ?? true else {
      return
    }
    // All of a few hosts, two of many.
    let checked = plan.hosts <= 20 ? plan.hosts : 2
    let first = Int.random(in: 0..<plan.hosts, using: &random)
    for offset in 0..<checked {
      let host = (first + offset) % plan.hosts
      let origin = WebOrigin(hosts[host].request.url)
      guard frontier.gate.isInVain(origin), hosts[host].mayStart(now, cap: plan.perHost)
      else { continue }
      throw Violation(description: "\(hosts[host].untried) wait for h\(host) for nothing")
    }
  }

  private func number(of job: Job) -> Int { numbers[job.request.url.host] ?? 0 }
}

/// A rate as the one who set it counts it, without the frontier's own arithmetic.
struct Tempo {
  private let interval: Double
  private let most: Int
  private var starts: [Instant] = []
  private var first = 0

  init(_ rate: Rate) {
    interval = rate.interval / .seconds(1)
    most = Int((10 / interval).rounded(.up))
  }

  /// Whether one more start would keep to it: over ten seconds, and over the shortest times.
  func allows(_ now: Instant) -> Bool {
    let recent = starts[first...]
    let inTen =
      recent.count - (recent.firstIndex { $0 + .seconds(10) > now } ?? recent.endIndex) + first
    let inOne = recent.reversed().prefix { $0 + .seconds(1) > now }.count
    return inTen < most && inOne < Int((1 / interval).rounded(.up))
  }

  mutating func start(_ now: Instant) {
    starts.append(now)
    while starts[first] + .seconds(10) <= now { first += 1 }
    if first > 1000 {
      starts.removeFirst(first)
      first = 0
    }
  }
}

/// A host that answers, asks for time, falls silent and comes back.
struct MoodyHost {
  let request: PreparedRequest
  /// Entries that wait and were never tried.
  var untried = 0
  private var inFlight = 0
  private var lane = 0
  private var refusalsInRow = 0
  private var mayBePausedUntil: Instant
  private var pausedUntil: Instant
  private var pace: Tempo?
  private let latency: Double
  private let isWell: Bool
  /// Whether it was found out, once at least, what its rules are.
  var hasToldRules = false
  private var deadFrom: Instant
  private var deadUntil: Instant

  init(
    request: PreparedRequest, pace: Tempo?, health: Double, now: Instant,
    using random: inout SplitMix64
  ) {
    self.request = request
    self.pace = pace
    latency = Double.random(in: 0.005...0.5, using: &random)
    isWell = Double.random(in: 0...1, using: &random) < health
    pausedUntil = now
    mayBePausedUntil = now
    deadFrom = now + .seconds(Double.random(in: 0...60, using: &random))
    deadUntil = deadFrom + .seconds(Double.random(in: 0...120, using: &random))
  }

  /// Every host's; entries have the path `/`.
  static let rules = RobotsRules(
    parsing: Array("User-agent: *\nDisallow: /private".utf8), for: .swoop)

  mutating func start(_ now: Instant, in lane: Int, cap: HostCap) throws {
    guard inFlight == 0 || lane == self.lane else {
      throw Simulation.Violation(description: "\(request.url.host) is in two lanes")
    }
    self.lane = lane
    guard now >= pausedUntil else {
      throw Simulation.Violation(description: "\(request.url.host) is asked while it is paused")
    }
    if let pace, !pace.allows(now) {
      throw Simulation.Violation(description: "\(request.url.host)'s rate is exceeded")
    }
    pace?.start(now)
    inFlight += 1
    if case .fixed(let cap) = cap, inFlight > cap {
      throw Simulation.Violation(description: "\(inFlight) at once to \(request.url.host)")
    }
  }

  /// Whether an entry that was never tried could start, by all that the host has said.
  func mayStart(_ now: Instant, cap: HostCap) -> Bool {
    guard untried > 0, now >= max(pausedUntil, mayBePausedUntil), refusalsInRow == 0,
      pace?.allowsAtPace(now) ?? true,
      case .fixed(let cap) = cap
    else { return false }
    return inFlight < cap
  }

  /// What comes of a request, and when.
  mutating func answer(
    _ now: Instant, _ hosts: Int, using random: inout SplitMix64
  ) -> (Exchange, Duration) {
    let after = Duration.seconds(latency * Double.random(in: 0.5...2, using: &random))
    if !isWell, (deadFrom..<deadUntil).contains(now) {
      var dead = exchange(.failure(FetchError(.connect, "no connection")))
      dead.status = nil
      return (dead, Bool.random(using: &random) ? .milliseconds(1) : .seconds(10))
    }
    switch Int.random(in: 0..<(isWell ? 20 : 40), using: &random) {
    case 0:
      let target = "http://h\(Int.random(in: 0..<hosts, using: &random))/"
      guard let url = try? WebURL(target) else { break }
      var next = request
      next.url = url
      return (exchange(.redirect(.success(next)), status: 302), after)
    case 20..<23:
      var later = exchange(.response, status: Bool.random(using: &random) ? 429 : 503)
      if Int.random(in: 0..<4, using: &random) > 0 {
        later.hints.retryAfter = .seconds(Int.random(in: 1...90, using: &random))
      }
      return (later, after)
    case 23..<26: return (exchange(.response, status: 500), after)
    case 26: return (exchange(.response, status: 404), after)
    case 27:
      var last = exchange(.response)
      last.hints.limitReset = .seconds(Int.random(in: 1...90, using: &random))
      return (last, after)
    default: break
    }
    return (exchange(.response), after)
  }

  mutating func hear(_ exchange: Exchange, of job: Job, _ now: Instant) {
    inFlight -= 1
    switch exchange.sign(job) {
    case .answered: refusalsInRow = 0
    case .unreachable, .later: refusalsInRow += 1
    case .nothing: break
    }
    // How long the pause is after a 429 without a time is the frontier's own to say, up to this.
    if exchange.status == 429, exchange.hints.retryAfter == nil {
      mayBePausedUntil = max(mayBePausedUntil, now + .seconds(1 << min(6, job.attempts - 1)))
    }
    if let wait = exchange.hints.retryAfter ?? exchange.hints.limitReset {
      pausedUntil = max(pausedUntil, now + min(wait, .seconds(60)))
    }
  }
}

extension Tempo {
  /// Whether a start would be due even without the leave to catch up.
  func allowsAtPace(_ now: Instant) -> Bool {
    guard let last = starts.last else { return true }
    return allows(now) && last + .seconds(interval) <= now
  }
}
