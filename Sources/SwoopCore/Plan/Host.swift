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
  var inFlight = 0
  var breaker = CircuitBreaker()
  private(set) var adaptive: AdaptiveCap?
  private var fixedCap: Int
  private var pacer: Pacer?
  private var pausedUntil: Instant?
  private var waiting: Deque<Job> = []
  private var delayed = Heap<Delayed>()

  /// Whether it stands in the frontier's line.
  var hasTurn = false
  /// The earliest alarm that is set for it.
  var alarm: Instant?
  /// Whether it is among the idle hosts that are remembered.
  var isIdle = false

  init(name: String, limits: Frontier.Limits) {
    self.name = name
    pacer = limits.hostRate.map(Pacer.init)
    switch limits.perHost {
    case .none: fixedCap = .max
    case .fixed(let cap): fixedCap = cap
    case .adaptive:
      fixedCap = .max
      adaptive = AdaptiveCap(largest: limits.concurrency)
    }
  }

  /// Requests at once.
  var cap: Int { breaker.isOpen ? 1 : adaptive?.cap ?? fixedCap }

  var hasJobs: Bool { !waiting.isEmpty || !delayed.isEmpty }

  /// Whether it has anything that makes it differ from a host that was never met, other than time.
  var hasHistory: Bool { !breaker.isClean || adaptive != nil }

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

  /// Takes a job in behind those that wait.
  func append(_ job: Job) {
    isIdle = false
    waiting.append(job)
  }

  /// Takes a job in before those that wait.
  func prepend(_ job: Job) {
    isIdle = false
    waiting.prepend(job)
  }

  /// Takes a job in that is not to start before its time.
  func append(_ job: Job, readyAt: Instant) {
    isIdle = false
    delayed.insert(Delayed(readyAt: readyAt, job: job))
  }

  /// Starts the next job of a host that is ready: one whose time has come before those that were
  /// never tried.
  func start(now: Instant) -> Job? {
    let next =
      if let first = delayed.min, first.readyAt <= now { delayed.popMin()?.job } else {
        waiting.popFirst()
      }
    guard var job = next else { return nil }
    inFlight += 1
    pacer?.start(now: now)
    job.start(now: now)
    return job
  }

  /// Learns from an exchange how much the host bears at once.
  func adapt(to exchange: Exchange, startedAt: Instant, wasFull: Bool, now: Instant) {
    switch (exchange.status, exchange.failure?.kind) {
    case (429, _), (503, _), (_, .timeout), (_, .stalled):
      adaptive?.refused(startedAt: startedAt, now: now)
    case (.some, nil), (.some, .httpStatus):
      adaptive?.answered(after: exchange.latency, wasFull: wasFull)
    default: break
    }
  }

  /// Gives up all jobs that wait, or those for one port, in the list's order.
  func removeJobs(onPort port: Int? = nil) -> [Job] {
    var removed: [Job] = []
    func isKept(_ job: Job) -> Bool {
      let isKept = port.map { job.request.url.port != $0 } ?? false
      if !isKept { removed.append(job) }
      return isKept
    }
    waiting = waiting.filter(isKept)
    delayed = Heap(delayed.unordered.filter { isKept($0.job) })
    return removed.sorted { $0.seq < $1.seq }
  }

  private static func later(_ one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return max(one, other)
  }
}
