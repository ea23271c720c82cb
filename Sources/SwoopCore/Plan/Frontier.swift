import Locking

/// What may start now, and if nothing may, when? The scheduler's decisions without I/O, clock or lock.
///
/// Jobs wait in one queue a host. A host that may start one stands in a line and takes its turn, so
/// that no host's entries wait for another host's slots; one that may later has an alarm set. What
/// waits, for whatever reason, holds no slot. Each decision costs O(log hosts).
struct Frontier: ~Copyable {
  /// What there is to be done with a free slot.
  enum Outlook {
    /// `next` has a job, for this lane.
    case start(lane: Int)
    /// Nothing may start before a job is admitted or settled, or a hold ends, or before this time, if
    /// there is one.
    case wait(until: Instant?)
    /// Every job is settled, and no more will come.
    case finished
  }

  let limits: Limits
  /// Jobs started and not settled.
  private(set) var inFlight = 0
  /// Jobs admitted and not started.
  var waiting = 0

  /// Whether nothing starts for the time being, because what has come must first be written.
  var isHeld = false

  var agenda: HostAgenda
  var gate: RobotsGate
  /// Of the jobs in flight, those that ask for rules.
  var robotsInFlight = 0
  private var pacer: Pacer?
  var random: SplitMix64
  private var isListEnded = false
  private(set) var isStopped = false

  init(limits: Limits) {
    self.limits = limits
    agenda = HostAgenda(limits: limits)
    let (answers, bytes) = limits.rememberedRobots
    gate = RobotsGate(mostAnswers: answers, mostBytes: bytes)
    pacer = limits.rate.map(Pacer.init)
    random = SplitMix64(seed: limits.seed)
  }

  /// Whether every job is settled, and no more will come.
  var isFinished: Bool { inFlight == 0 && waiting == 0 && (isListEnded || isStopped) }

  /// Hosts that are known: those with work, and those that are remembered.
  var knownHosts: Int { agenda.knownHosts }

  /// Takes a job in.
  ///
  /// - Returns: its outcome, when it will not start.
  mutating func admit(_ job: Job, now: Instant) -> Outcome? {
    guard !isStopped, !job.isGivenUp else { return .abandoned(job, .interruptedRun) }
    let host = agenda.host(job.request.url.hostName)
    if let verdict = host.breaker.verdict(onPort: job.request.url.port) ?? agenda.proxyVerdict {
      return .abandoned(job, verdict)
    }
    return enter(job, .last, at: host, now: now)
  }

  /// No more jobs will be admitted.
  mutating func endList() {
    isListEnded = true
  }

  /// Starts a job, if one may start.
  ///
  /// - Parameter lane: the one that it is for; nil: any.
  mutating func next(for lane: Int? = nil, now: Instant) -> Job? {
    guard case .start(let due) = outlook(for: lane, now: now), lane ?? due == due,
      let job = agenda.start(in: due, now: now)
    else { return nil }
    pacer?.start(now: now)
    waiting -= 1
    inFlight += 1
    if job.isForRobots { robotsInFlight += 1 }
    return job
  }

  /// Whether a job may start, and if not, when one may.
  ///
  /// - Parameter lane: the one that has a free worker at hand.
  mutating func outlook(for lane: Int? = nil, now: Instant) -> Outlook {
    guard inFlight < limits.concurrency, !isHeld || isFinished else { return .wait(until: nil) }
    // What a rate lets start, the one that has waited longest may.
    guard let due = agenda.due(preferring: pacer == nil ? lane : nil, now: now) else {
      return isFinished ? .finished : .wait(until: agenda.nextAlarm)
    }
    return pacer?.opensAt(after: now).map { .wait(until: $0) } ?? .start(lane: due)
  }

  /// Whether nothing waits for a host, and most likely nothing will: a connection to it would only take
  /// the place of one that is of use.
  func isDone(with name: String) -> Bool {
    // With fewer waiting than slots, the next entry that is read may well be of this host.
    guard isListEnded || isStopped || waiting >= limits.concurrency else { return false }
    return agenda.known(name).map { $0.waitingJobs == 0 } ?? true
  }

  /// Jobs of a lane, started and not settled.
  func inFlight(in lane: Int) -> Int { agenda.inFlight(in: lane) }

  /// Takes back a job that was started.
  ///
  /// - Returns: its outcome, unless it goes on to a redirect's target or another attempt, and those of
  ///   the jobs that are given up with it.
  mutating func settle(_ job: Job, _ exchange: Exchange, now: Instant) -> [Outcome] {
    let host = agenda.host(job.request.url.hostName)
    assert(host.inFlight > 0, "a job is settled that was not started")
    let wasFull = host.inFlight >= host.cap
    inFlight -= 1
    agenda.settled(at: host)
    agenda.leftProxy(job, exchange, to: host, now: now)
    if exchange.proxySign == .failed { return goRound(job, exchange, at: host, now: now) }
    host.adapt(to: exchange, of: job, wasFull: wasFull, now: now)
    let backoff =
      exchange.failure == nil
      ? .zero : limits.retry.backoff.delay(after: job.attempts, using: &random)
    pause(host, after: exchange, backoff: backoff, now: now)
    var outcomes = judge(host, by: job, exchange, now: now)
    if job.isForRobots {
      outcomes += goOnForRobots(job, exchange, backoff: backoff, now: now)
    } else if let outcome = goOn(job, exchange, backoff: backoff, now: now) {
      outcomes.append(outcome)
    }
    agenda.place(host, now: now)
    return outcomes
  }

  /// The hosts that jobs wait for.
  var busyHosts: [Host] { agenda.busy }

  /// Whether nothing may start now because of the rate in all.
  func isPaced(now: Instant) -> Bool { pacer?.opensAt(after: now) != nil }

  /// Starts nothing more.
  ///
  /// - Returns: the outcomes of all jobs that wait.
  mutating func stop() -> [Outcome] {
    isStopped = true
    return abandonAll(for: .interruptedRun)
  }

  mutating func abandonAll(for error: FetchError) -> [Outcome] {
    let held = takeHeld { _ in true }
    let jobs = agenda.busy.flatMap { $0.removeJobs { _ in true } }
    for job in jobs where job.isForRobots { _ = gate.release(job.robotsOrigin) }
    waiting = 0
    let entries = held + jobs.filter { !$0.isForRobots }
    return entries.sorted { $0.seq < $1.seq }.map { .abandoned($0, error) }
  }

  /// Lets those of the jobs that wait go that nobody waits for any more.
  ///
  /// - Returns: their outcomes.
  mutating func dropGivenUp(now: Instant) -> [Outcome] {
    let held = takeHeld(where: \.isGivenUp)
    for job in held { agenda.place(agenda.host(job.request.url.hostName), now: now) }
    var outcomes = held.map { Outcome.abandoned($0, .interruptedRun) }
    let inVain = gate.inVain
    for host in agenda.busy {
      let jobs = host.removeJobs { job in
        job.isGivenUp || job.isForRobots && inVain.contains(job.robotsOrigin)
      }
      guard !jobs.isEmpty else { continue }
      waiting -= jobs.count
      outcomes += abandon(jobs, .interruptedRun, now: now)
      agenda.place(host, now: now)
    }
    return outcomes
  }
}
