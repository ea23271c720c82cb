import Locking

/// What comes of an exchange: the end of its entry, another attempt, a redirect; and what its host and proxy
/// have shown by it.
extension Frontier {
  mutating func enqueue(
    _ job: Job, _ position: Host.Position, at host: Host, now: Instant
  ) {
    waiting += 1
    agenda.enqueue(job, position, at: host, now: now)
  }

  /// A response may ask for a pause of its host.
  mutating func pause(
    _ host: Host, after exchange: Exchange, backoff: Duration, now: Instant
  ) {
    // "Too many requests" is meant for all that are sent, whether it says for how long or not.
    let wait = exchange.hostWait ?? (exchange.status == 429 ? backoff : nil)
    guard let wait else { return }
    host.pause(until: now + min(wait, limits.retry.longestWait))
  }

  /// Lets the host's circuit breaker know.
  ///
  /// - Returns: the outcomes of the jobs that are given up.
  mutating func judge(
    _ host: Host, by job: Job, _ exchange: Exchange, now: Instant
  ) -> [Outcome] {
    let cause: FetchError
    let probing: Backoff
    switch exchange.sign(job) {
    case .nothing: return []
    case .answered:
      host.breaker.answered(port: job.request.url.port)
      return []
    case .unreachable(let error): (cause, probing) = (error, limits.probing)
    case .later(let error): (cause, probing) = (error, limits.retry.backoff)
    }
    let verdict = host.breaker.refused(
      job.request.url, by: cause, startedAt: job.startedAt, now: now,
      limit: limits.hostFailures, probing: probing, using: &random)
    guard let verdict else { return [] }
    let port = job.request.url.port
    let jobs = host.removeJobs { $0.request.url.port == port }
    waiting -= jobs.count
    return abandon(jobs, verdict, now: now)
  }

  /// - Returns: the entry's outcome, or nil when it goes on.
  mutating func goOn(
    _ job: Job, _ exchange: Exchange, backoff: Duration, now: Instant
  ) -> Outcome? {
    if case .redirect(let target) = exchange.verdict, limits.maxRedirects > 0 {
      return follow(target, of: job, exchange, now: now)
    }
    if case .startOver = exchange.verdict {
      return retry(job, .first, after: exchange, now: now)
    }
    switch limits.retry.decide(job, exchange, backoff: backoff) {
    case .settle(let error): return .settled(job, exchange, error)
    case .retry(let delay): return retry(job, .notBefore(now + delay), after: exchange, now: now)
    }
  }

  /// A proxy has failed a job, which neither its host nor its attempt has to do with.
  mutating func goRound(
    _ job: Job, _ exchange: Exchange, at host: Host, now: Instant
  ) -> [Outcome] {
    defer { agenda.place(host, now: now) }
    var outcomes: [Outcome] = []
    let verdict = agenda.proxyVerdict
    if let verdict {
      let hosts = agenda.busy
      outcomes = abandonAll(for: verdict)
      for host in hosts { agenda.place(host, now: now) }
    }
    let mayGoOn =
      verdict == nil && !exchange.isHandedOver
      && job.proxyFailures < limits.retry.retries + (limits.proxies?.members.count ?? 0)
      && host.breaker.verdict(onPort: job.request.url.port) == nil
    var next = job
    next.goRound(now: now)
    if job.isForRobots {
      return outcomes + goRoundForRobots(next, mayGoOn ? nil : exchange.failure, now: now)
    }
    guard !isStopped, !job.isGivenUp else {
      return outcomes + [.settled(job, exchange, .interrupted(after: exchange.failure))]
    }
    guard mayGoOn else { return outcomes + [.settled(job, exchange, nil)] }
    // Last, so that no entry has to find out alone, again and again, whether a proxy is back.
    enqueue(next, .last, at: host, now: now)
    return outcomes
  }

  private mutating func retry(
    _ job: Job, _ position: Host.Position, after exchange: Exchange, now: Instant
  ) -> Outcome? {
    // Another attempt was due: what came of this one is not the entry's end.
    guard !isStopped, !job.isGivenUp else {
      return .settled(job, exchange, .interrupted(after: exchange.failure))
    }
    var next = job
    next.retry(after: exchange, now: now)
    let host = agenda.host(next.request.url.hostName)
    guard host.breaker.verdict(onPort: next.request.url.port) == nil else {
      return .settled(job, exchange, nil)
    }
    enqueue(next, position, at: host, now: now)
    return nil
  }

  private mutating func follow(
    _ target: Result<PreparedRequest, FetchError>, of job: Job, _ exchange: Exchange, now: Instant
  ) -> Outcome? {
    do throws(FetchError) {
      let request = try target.get()
      guard job.redirects < limits.maxRedirects else {
        throw FetchError(.tooManyRedirects, "more than \(limits.maxRedirects) redirects")
      }
      let wait = exchange.entryWait
      if let wait, wait > limits.retry.longestWait {
        throw FetchError(.httpStatus, "the redirect \(limits.retry.tooLong(wait))")
      }
      guard !isStopped, !job.isGivenUp else { throw .interruptedRun }
      let host = agenda.host(request.url.hostName)
      var next = job
      next.follow(request, after: exchange, now: now)
      if let verdict = host.breaker.verdict(onPort: request.url.port) {
        return .abandoned(next, verdict)
      }
      // First, because it has waited already: its entry is older than all that wait.
      return enter(next, wait.map { .notBefore(now + $0) } ?? .first, at: host, now: now)
    } catch {
      return .settled(job, exchange, error)
    }
  }
}
