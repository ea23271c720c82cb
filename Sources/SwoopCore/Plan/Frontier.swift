import DequeModule

/// What may start now? The scheduler's decisions as a value: no I/O, no clock, no lock.
///
/// Jobs wait in one queue a host. A host takes its turn while it has a job waiting and is under its
/// cap, and hosts take turns in order, so that no host's entries wait for another host's slots.
/// Each decision costs O(1).
struct Frontier {
  struct Limits: Sendable {
    /// Transfers at once, from 1.
    var concurrency: Int
    /// Transfers at once to one host, from 1; nil: no cap.
    var perHost: Int?
    /// Redirects followed in one attempt; 0: none.
    var maxRedirects: Int
  }

  enum Next {
    case start(Job)
    /// Nothing may start before a job is admitted or settled.
    case wait
    /// Every job is settled, and no more will come.
    case finished
  }

  private struct Host {
    var waiting: Deque<Job> = []
    var inFlight = 0
    /// Whether it stands in `turns`.
    var hasTurn = false
  }

  let limits: Limits
  /// Jobs started and not settled.
  private(set) var inFlight = 0
  /// Jobs admitted and not started.
  private(set) var waiting = 0

  /// The hosts that have work.
  private var hosts: [String: Host] = [:]
  /// The hosts that may start a job, the next one first.
  private var turns: Deque<String> = []
  private var isListEnded = false
  private var isStopped = false

  init(limits: Limits) {
    self.limits = limits
  }

  /// Whether `next` would start a job.
  var canStart: Bool { inFlight < limits.concurrency && !turns.isEmpty }

  /// Whether every job is settled, and no more will come.
  var isFinished: Bool { inFlight == 0 && waiting == 0 && (isListEnded || isStopped) }

  /// Takes a job in.
  ///
  /// - Returns: its outcome, when the run was stopped and it will not start.
  mutating func admit(_ job: Job) -> Outcome? {
    guard !isStopped else { return .interrupted(job) }
    enqueue(job, first: false)
    return nil
  }

  /// No more jobs will be admitted.
  mutating func endList() {
    isListEnded = true
  }

  /// What to do with a free slot.
  mutating func next(now: ContinuousClock.Instant) -> Next {
    guard canStart, let key = turns.popFirst() else {
      return isFinished ? .finished : .wait
    }
    var job = hosts[key, default: Host()].waiting.removeFirst()
    hosts[key]?.hasTurn = false
    hosts[key]?.inFlight += 1
    waiting -= 1
    inFlight += 1
    giveTurn(key)
    // With fewer waiting than slots, the next entry that is read may well be of this host.
    job.isHostsLast = hosts[key]?.waiting.isEmpty == true && waiting >= limits.concurrency
    job.start(now: now)
    return .start(job)
  }

  /// Takes back a job that was started.
  ///
  /// - Returns: its outcome, or nil when it goes on to a redirect's target.
  mutating func settle(
    _ job: Job, _ exchange: Exchange, now: ContinuousClock.Instant
  ) -> Outcome? {
    let key = job.request.url.host
    inFlight -= 1
    hosts[key]?.inFlight -= 1
    giveTurn(key)
    forgetIfIdle(key)

    guard case .redirect(let target) = exchange.verdict, limits.maxRedirects > 0 else {
      return .settled(job, exchange, nil)
    }
    do throws(FetchError) {
      let request = try target.get()
      guard job.redirects < limits.maxRedirects else {
        throw FetchError(.tooManyRedirects, "more than \(limits.maxRedirects) redirects")
      }
      guard !isStopped else { return .settled(job, exchange, .interruptedRun) }
      var job = job
      job.follow(request, after: exchange, now: now)
      // First, because it has waited already: its entry is older than all that wait.
      enqueue(job, first: true)
      return nil
    } catch {
      return .settled(job, exchange, error)
    }
  }

  /// Starts nothing more.
  ///
  /// - Returns: the outcomes of all jobs that wait.
  mutating func stop() -> [Outcome] {
    isStopped = true
    let jobs = hosts.values.flatMap(\.waiting).sorted { $0.seq < $1.seq }
    hosts = hosts.filter { $0.value.inFlight > 0 }.mapValues { Host(inFlight: $0.inFlight) }
    turns = []
    waiting = 0
    return jobs.map { .interrupted($0) }
  }

  private mutating func enqueue(_ job: Job, first: Bool) {
    let key = job.request.url.host
    if first {
      hosts[key, default: Host()].waiting.prepend(job)
    } else {
      hosts[key, default: Host()].waiting.append(job)
    }
    waiting += 1
    giveTurn(key)
  }

  /// Lines a host up if it may start a job and doesn't stand in line yet.
  private mutating func giveTurn(_ key: String) {
    guard let host = hosts[key], !host.hasTurn, !host.waiting.isEmpty,
      host.inFlight < limits.perHost ?? .max
    else { return }
    hosts[key]?.hasTurn = true
    turns.append(key)
  }

  /// Keeps the table no larger than the hosts that have work.
  private mutating func forgetIfIdle(_ key: String) {
    if let host = hosts[key], host.inFlight == 0, host.waiting.isEmpty {
      hosts[key] = nil
    }
  }
}
