import DequeModule
import HeapModule
import Locking

/// What is known of one host: the jobs that wait for it, and when it may be asked again.
///
/// An object, so that a frontier's line and alarms can name it; it belongs to its frontier alone.
final class Host {
  enum Readiness {
    /// A job may start now.
    case ready
    /// Not before this time, unless something happens.
    case from(Instant)
    /// Not before something happens: there is no job, or the cap is reached.
    case blocked
  }

  /// Where a job stands among those that wait.
  enum Position {
    case first
    case last
    case notBefore(Instant)
  }

  /// A job that waits for its time, and not only for a slot.
  private struct Delayed: Comparable {
    let readyAt: Instant
    let job: Job

    static func < (one: Delayed, other: Delayed) -> Bool {
      (one.readyAt, one.job.seq) < (other.readyAt, other.job.seq)
    }

    static func == (one: Delayed, other: Delayed) -> Bool {
      (one.readyAt, one.job.seq) == (other.readyAt, other.job.seq)
    }
  }

  let name: String
  /// Which of the frontier's lanes its jobs run in.
  let lane: Int
  var inFlight = 0
  /// Jobs that wait elsewhere, for the rules of their origin.
  var held = 0
  var breaker = CircuitBreaker()
  private(set) var adaptive: AdaptiveCap?
  private let fixedCap: Int
  private var pacer: Pacer?
  private var pausedUntil: Instant?
  private var lastStart: Instant?
  /// Of the jobs that wait here, those that are no entries.
  private var waitingRobots = 0
  private var waiting: Deque<Job> = []
  private var delayed = Heap<Delayed>()

  /// Names its place in its lane's line; nil: it does not stand there.
  var turn: Int?
  /// The earliest alarm that is set for it.
  var alarm: Instant?
  /// The proxy whose hosts it waits with; nil: it doesn't.
  var parkedAt: Int?
  /// The proxy that has called it into line from there.
  var calledBy: Int?
  /// Which proxy is its own.
  var proxyChoice: ProxyPool.Choice?
  /// Proxies that did not come through to it where another did, each with its era then.
  private(set) var shunnedProxies: [Int: Int] = [:]
  /// Names its stay among the idle hosts that are remembered; nil: it isn't there.
  var idleTicket: Int?

  init(name: String, lane: Int, limits: Frontier.Limits) {
    self.name = name
    self.lane = lane
    let own = limits.hosts[name]
    pacer = (own?.rate ?? limits.hostRate).map(Pacer.init)
    switch own?.cap ?? limits.perHost {
    case .unlimited: fixedCap = .max
    case .fixed(let cap): fixedCap = max(1, cap)
    case .adaptive:
      fixedCap = .max
      adaptive = AdaptiveCap(largest: limits.concurrency)
    }
  }

  /// Requests at once.
  var cap: Int { breaker.isOpen ? 1 : adaptive?.cap ?? fixedCap }

  /// Jobs that wait, here or elsewhere.
  var waitingJobs: Int { waiting.count + delayed.count + held }

  /// Those of them that are entries.
  var waitingEntries: Int { waitingJobs - waitingRobots }

  /// Those of them that wait for their time.
  var delayedJobs: Int { delayed.count }

  /// Whether jobs wait here.
  var hasJobs: Bool { !waiting.isEmpty || !delayed.isEmpty }

  /// Whether it has anything that makes it differ from a host that was never met, other than time.
  var hasHistory: Bool { !breaker.isClean || adaptive != nil || !shunnedProxies.isEmpty }

  /// Until when it is paused, or its rate used up; nil: never was.
  var isRestedAt: Instant? { Host.later(pausedUntil, pacer?.isFreeAt) }

  func readiness(now: Instant) -> Readiness {
    guard hasJobs, inFlight < cap else { return .blocked }
    let jobIsReadyAt = waiting.isEmpty ? delayed.min?.readyAt : nil
    let isOpenAt = Host.later(Host.later(pausedUntil, breaker.probeAt), pacer?.opensAt)
    let opensAt = Host.later(isOpenAt, jobIsReadyAt)
    guard let opensAt, opensAt > now else { return .ready }
    return .from(opensAt)
  }

  func pause(until instant: Instant) {
    pausedUntil = Host.later(pausedUntil, instant)
  }

  /// Lets no less than this pass between starts, from the last one on.
  ///
  /// - Parameter interval: as a pacer takes it. A rate that is slower stays.
  func keep(interval: Duration) {
    guard interval > pacer?.interval ?? .zero else { return }
    var slower = Pacer(interval: interval)
    if let lastStart { slower.start(now: lastStart) }
    pacer = slower
  }

  func enqueue(_ job: Job, _ position: Position) {
    if job.isForRobots { waitingRobots += 1 }
    switch position {
    case .last: waiting.append(job)
    case .first: waiting.prepend(job)
    case .notBefore(let instant): delayed.insert(Delayed(readyAt: instant, job: job))
    }
  }

  /// What the next job of a host that is ready has behind it.
  func nextTrials(now: Instant) -> ProxyPool.Trials {
    if let first = delayed.min, first.readyAt <= now { return first.job.proxyTrials }
    return waiting.first?.proxyTrials ?? ProxyPool.Trials()
  }

  /// When the next job may start that was tried before, as far as that is its own to say; nil: there is none.
  var nextAttemptAt: Instant? { delayed.min?.readyAt }

  /// Goes through a proxy no more until that has had a rest, now that another has come through.
  func shun(_ proxy: Int, in era: Int, for carrier: Int) {
    shunnedProxies[proxy] = era
    shunnedProxies[carrier] = nil
    proxyChoice = nil
  }

  /// Starts the next job of a host that is ready: one whose time has come before those that were
  /// never tried.
  func start(now: Instant) -> Job {
    var job: Job
    if let first = delayed.min, first.readyAt <= now {
      job = delayed.removeMin().job
    } else {
      job = waiting.removeFirst()
      // Room for many is kept by many hosts otherwise.
      if waiting.isEmpty { waiting = [] }
    }
    inFlight += 1
    pacer?.start(now: now)
    lastStart = now
    if job.isForRobots { waitingRobots -= 1 }
    job.start(now: now)
    return job
  }

  /// Learns from an exchange how much the host bears at once.
  func adapt(to exchange: Exchange, of job: Job, wasFull: Bool, now: Instant) {
    guard adaptive != nil else { return }
    switch exchange.sign(job) {
    case .later: adaptive?.refused(startedAt: job.startedAt, now: now)
    case .unreachable(let error) where [.timeout, .stalled].contains(error.kind):
      adaptive?.refused(startedAt: job.startedAt, now: now)
    case .answered where exchange.status == 503:
      adaptive?.refused(startedAt: job.startedAt, now: now)
    case .answered where exchange.failure.map { $0.kind == .httpStatus } ?? true:
      adaptive?.answered(after: exchange.latency, wasFull: wasFull)
    default: break
    }
  }

  /// Gives up those of the jobs that wait that are meant, in the list's order.
  func removeJobs(where isMeant: (Job) -> Bool) -> [Job] {
    var removed: [Job] = []
    func isKept(_ job: Job) -> Bool {
      // Asked once: the next answer may be another.
      let isRemoved = isMeant(job)
      if isRemoved { removed.append(job) }
      if isRemoved, job.isForRobots { waitingRobots -= 1 }
      return !isRemoved
    }
    // Most often there is none: what is given up has been tried.
    if waiting.contains(where: isMeant) { waiting = waiting.filter(isKept) }
    if delayed.unordered.contains(where: { isMeant($0.job) }) {
      delayed = Heap(delayed.unordered.filter { isKept($0.job) })
    }
    return removed.sorted { $0.seq < $1.seq }
  }

  private static func later(_ one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return max(one, other)
  }
}
