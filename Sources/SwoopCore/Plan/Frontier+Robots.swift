import Locking

/// Where a run keeps to the rules of `robots.txt` (RFC 9309), no job starts whose origin's rules do not allow
/// it, and those for which they are not known yet wait for a job that asks for them, which is one like all
/// others to its host's caps, rates, breaker and retries. What waits holds no slot.
extension Frontier {
  /// Entries that wait.
  var waitingEntries: Int { waiting - (gate.pendingOrigins - robotsInFlight) }

  /// Has a job wait for its host's turn, as far as the rules of its origin allow it.
  ///
  /// - Returns: its outcome, when it will not start.
  mutating func enter(
    _ job: Job, _ position: Host.Position, at host: Host, now: Instant
  ) -> Outcome? {
    guard let policy = limits.robots else {
      enqueue(job, position, at: host, now: now)
      return nil
    }
    let origin = WebOrigin(job.request.url)
    switch gate.find(origin, now: now) {
    case .known(let answer):
      var work = 0
      return enter(job, position, at: host, by: answer, work: &work, now: now)
    case .pending: hold(job, position, for: origin, at: host)
    case .unknown:
      guard let request = try? policy.request(for: job.request.url) else {
        agenda.place(host, now: now)
        return .abandoned(job, FetchError(.internal, "the URL of its robots.txt can't be made"))
      }
      hold(job, position, for: origin, at: host)
      enqueue(Job(forRobotsOf: job, request, now: now), position.atOnce, at: host, now: now)
    }
    return nil
  }

  /// What comes of the request for an origin's rules.
  ///
  /// - Returns: the outcomes of jobs that waited for them and will not start.
  mutating func goOnForRobots(
    _ job: Job, _ exchange: Exchange, backoff: Duration, now: Instant
  ) -> [Outcome] {
    robotsInFlight -= 1
    if case .redirect(.success(let target)) = exchange.verdict,
      job.redirects < RobotsAnswer.mostRedirects
    {
      var next = job
      next.follow(target, after: exchange, now: now)
      return ask(next, .first, now: now)
    }
    switch limits.retry.decide(job, exchange, backoff: backoff) {
    case .retry(let delay):
      var next = job
      next.retry(after: exchange, now: now)
      return ask(next, .notBefore(now + delay), now: now)
    case .settle(let error):
      let cause = error ?? exchange.failure
      let url = job.request.url
      if let verdict = agenda.known(url.hostName)?.breaker.verdict(onPort: url.port) {
        return giveUp(job, verdict, now: now)
      }
      if let cause, cause.kind == .interrupted { return giveUp(job, cause, now: now) }
      return learn(RobotsAnswer(job, exchange, error), by: job, now: now)
    }
  }

  /// A proxy has failed the request for an origin's rules.
  ///
  /// - Parameter cause: why it does not go through another one; nil: it does.
  mutating func goRoundForRobots(
    _ job: Job, _ cause: FetchError?, now: Instant
  ) -> [Outcome] {
    robotsInFlight -= 1
    if let cause { return giveUp(job, isStopped ? .interruptedRun : cause, now: now) }
    return ask(job, .last, now: now)
  }

  /// Asks for an origin's rules once more, or elsewhere.
  private mutating func ask(_ job: Job, _ position: Host.Position, now: Instant) -> [Outcome] {
    guard !isStopped, !gate.isInVain(job.robotsOrigin) else {
      return giveUp(job, .interruptedRun, now: now)
    }
    let host = agenda.host(job.request.url.hostName)
    if let verdict = host.breaker.verdict(onPort: job.request.url.port) {
      return giveUp(job, verdict, now: now)
    }
    enqueue(job, position, at: host, now: now)
    return []
  }

  /// Lets those who waited for a job's answer go on, or not.
  private mutating func learn(
    _ answer: RobotsAnswer, by job: Job, now: Instant
  ) -> [Outcome] {
    // Where others are to hear already, the timekeeper sees to it.
    let isAlone = !gate.hasAnswered
    gate.learn(answer, of: job.robotsOrigin)
    return isAlone ? judgeHeld(now: now) : []
  }

  /// Whether entries wait though their rules are there: `judgeHeld` is to be called again, soon.
  var hasHeldToJudge: Bool { gate.hasAnswered }

  /// Lets entries go on whose rules are there, or not: as many as take little time, because it is everybody's.
  ///
  /// - Returns: the outcomes of those that will not start.
  mutating func judgeHeld(now: Instant) -> [Outcome] {
    var outcomes: [Outcome] = []
    var work = 0
    while work < limits.robotsWork, let (held, answer) = gate.takeAnswered(now: now) {
      let host = release(held.job)
      work += Frontier.workOfEntry + held.job.request.url.text.utf8.count
      if let verdict = verdict(on: held.job, at: host) {
        agenda.place(host, now: now)
        outcomes.append(.abandoned(held.job, verdict))
      } else if let outcome = enter(
        held.job, held.position, at: host, by: answer, work: &work, now: now)
      {
        outcomes.append(outcome)
      }
    }
    return outcomes
  }

  /// What an entry takes besides its rules, in octets that these look at.
  private static let workOfEntry = 256

  /// Why a job that was held may not go on, whatever its rules say.
  private func verdict(on job: Job, at host: Host) -> FetchError? {
    if job.isGivenUp || isStopped { return .interruptedRun }
    return host.breaker.verdict(onPort: job.request.url.port)
  }

  /// - Parameter work: to which the octets are added that were looked at.
  /// - Returns: the job's outcome, when it is not allowed.
  private mutating func enter(
    _ job: Job, _ position: Host.Position, at host: Host, by answer: RobotsAnswer,
    work: inout Int, now: Instant
  ) -> Outcome? {
    if let refusal = answer.refusal(of: job.request.url.text, work: &work) {
      agenda.place(host, now: now)
      return .abandoned(job, refusal)
    }
    if let delay = answer.crawlDelay {
      host.keep(interval: min(delay, limits.retry.longestWait))
    }
    enqueue(job, position, at: host, now: now)
    return nil
  }
}

// MARK: Those that wait

extension Frontier {
  private mutating func hold(
    _ job: Job, _ position: Host.Position, for origin: WebOrigin, at host: Host
  ) {
    gate.hold(job, position, for: origin)
    agenda.hold(at: host)
    waiting += 1
  }

  /// - Returns: the host of a job that was held, which is to be placed.
  private mutating func release(_ job: Job) -> Host {
    let host = agenda.host(job.request.url.hostName)
    host.held -= 1
    waiting -= 1
    return host
  }

  /// Lets go of jobs that were taken out of their queues, and of those that waited for one of them.
  ///
  /// - Returns: their outcomes.
  mutating func abandon(_ jobs: [Job], _ error: FetchError, now: Instant) -> [Outcome] {
    jobs.flatMap { $0.isForRobots ? giveUp($0, error, now: now) : [.abandoned($0, error)] }
  }

  /// An origin's rules will not be had. That a host was given up is for its own to say, until it answers.
  private mutating func giveUp(_ job: Job, _ error: FetchError, now: Instant) -> [Outcome] {
    if job.redirects > 0, ![.interrupted, .proxy].contains(error.kind) {
      return learn(.unreachable(job, error), by: job, now: now)
    }
    return gate.release(job.robotsOrigin).map { held in
      agenda.place(release(held.job), now: now)
      return .abandoned(held.job, error)
    }
  }

  /// Takes out those that wait for rules and are meant; their hosts are to be placed.
  mutating func takeHeld(where isMeant: (Job) -> Bool) -> [Job] {
    let jobs = gate.removeJobs(where: isMeant)
    for job in jobs { _ = release(job) }
    return jobs
  }
}

extension Job {
  /// Whose rules it asks for.
  var robotsOrigin: WebOrigin { WebOrigin(entryRequest.url) }
}

extension Host.Position {
  /// For what need not wait for its time.
  fileprivate var atOnce: Host.Position {
    if case .notBefore = self { .first } else { self }
  }
}
