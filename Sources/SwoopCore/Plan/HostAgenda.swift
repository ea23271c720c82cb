import HeapModule
import Locking

/// The hosts, and for each that jobs wait for, when it is its turn: it stands in line, or has an alarm
/// set, or waits for one of its own jobs to be settled.
struct HostAgenda: ~Copyable {
  private struct Alarm: Comparable {
    let at: Instant
    let host: Host

    static func < (one: Alarm, other: Alarm) -> Bool { one.at < other.at }
    static func == (one: Alarm, other: Alarm) -> Bool { one.at == other.at }
  }

  private var hosts: HostTable
  /// The hosts that may start a job. Some may have been paused since.
  private var lines: HostLines
  /// When to look at hosts again. Some may have been set for a host that was looked at meanwhile.
  private var alarms = Heap<Alarm>()
  /// Through what jobs go; nil: through nothing.
  private(set) var proxies: ProxyQueue?

  init(limits: Frontier.Limits) {
    proxies = ProxyQueue(limits)
    hosts = HostTable(limits: limits)
    lines = HostLines(lanes: limits.lanes, slots: limits.concurrency)
  }

  // MARK: The hosts

  /// Hosts that are known: those with work, and those that are remembered.
  var knownHosts: Int { hosts.count }

  /// The hosts that jobs wait for.
  var busy: [Host] { hosts.busy }

  func known(_ name: String) -> Host? { hosts.known(name) }

  /// The host of this name, which is made known if it isn't.
  mutating func host(_ name: String) -> Host { hosts.host(name) }

  // MARK: Their turns

  /// Gives a host one more job.
  mutating func enqueue(_ job: Job, _ position: Host.Position, at host: Host, now: Instant) {
    hosts.engage(host)
    host.enqueue(job, position)
    place(host, now: now)
  }

  /// One more of a host's jobs waits elsewhere.
  mutating func hold(at host: Host) {
    hosts.engage(host)
    host.held += 1
  }

  /// The lane that is to start the next job, if any may start one now.
  mutating func due(preferring lane: Int?, now: Instant) -> Int? {
    wakeHosts(now: now)
    if proxies?.wake(now: now) == true { callAllHosts(now: now) }
    guard proxies?.pool.isOpen ?? true else { return nil }
    for lane in lines.lanes { clearLine(of: lane, now: now) }
    return lines.due(preferring: lane)
  }

  /// When to look again, if nothing happens before; to be asked when no lane is due.
  var nextAlarm: Instant? {
    guard let rest = proxies?.pool.alarm else { return alarms.min?.at }
    return min(rest, alarms.min?.at ?? rest)
  }

  /// Starts the next job of a lane that is due.
  mutating func start(in lane: Int, now: Instant) -> Job? {
    guard let host = lines.popFirst(of: lane) else { return nil }
    var job = host.start(now: now)
    proxies?.start(&job, of: host)
    lines.started(in: lane)
    place(host, now: now)
    leftLine(host, for: job.passage?.proxy, now: now)
    return job
  }

  /// A job of a host was settled; the host is to be placed once it has learned from that.
  mutating func settled(at host: Host) {
    host.inFlight -= 1
    lines.settled(in: host.lane)
  }

  /// Jobs of a lane, started and not settled.
  func inFlight(in lane: Int) -> Int { lines.inFlight[lane] }

  /// Puts a host where it belongs after any change: into the line, to sleep, or out of the house.
  mutating func place(_ host: Host, now: Instant) {
    switch host.readiness(now: now) {
    case .ready: if host.parkedAt == nil { lines.append(host) }
    case .from(let instant): setAlarm(host, at: instant)
    case .blocked:
      // One that stands in line is looked at again when its turn comes.
      guard host.waitingJobs == 0, host.inFlight == 0, host.turn == nil, host.parkedAt == nil
      else { return }
      if let rested = host.isRestedAt, rested > now {
        setAlarm(host, at: rested)
      } else {
        hosts.release(host)
      }
    }
  }

  private mutating func wakeHosts(now: Instant) {
    while let alarm = alarms.min, alarm.at <= now {
      alarms.removeMin()
      guard alarm.host.alarm == alarm.at else { continue }
      alarm.host.alarm = nil
      proxies?.unpark(alarm.host)
      place(alarm.host, now: now)
    }
  }

  /// Those that were paused since they lined up go to sleep, and their alarms count; those whose proxy is
  /// full wait for that.
  private mutating func clearLine(of lane: Int, now: Instant) {
    while let host = lines.first(of: lane) {
      if case .ready = host.readiness(now: now) {
        guard let crowd = proxies?.crowd(for: host, now: now) else { return }
        _ = lines.popFirst(of: lane)
        proxies?.park(host, at: crowd)
        // Which may go through another.
        if let next = host.nextAttemptAt, next > now { setAlarm(host, at: next) }
      } else {
        _ = lines.popFirst(of: lane)
        place(host, now: now)
      }
      leftLine(host, for: nil, now: now)
    }
  }

  // MARK: Their proxies

  /// Why nothing starts for the time being, and what waits had better not; nil: something may.
  var proxyVerdict: FetchError? { proxies?.pool.verdict }

  /// Takes a job back that went through a proxy.
  mutating func leftProxy(_ job: Job, _ exchange: Exchange, to host: Host, now: Instant) {
    guard let proxy = job.passage?.proxy,
      let hasChanged = proxies?.settle(job, exchange, of: host, now: now)
    else { return }
    if hasChanged { callAllHosts(now: now) } else { callHost(of: proxy, now: now) }
  }

  /// The room that a host was called for is another's, if it does not take it.
  private mutating func leftLine(_ host: Host, for proxy: Int?, now: Instant) {
    guard let caller = host.calledBy.take(), caller != proxy else { return }
    callHost(of: caller, now: now)
  }

  private mutating func callHost(of proxy: Int, now: Instant) {
    while let host = proxies?.call(for: proxy, now: now) {
      place(host, now: now)
      guard host.turn == nil else {
        host.calledBy = proxy
        return
      }
    }
  }

  private mutating func callAllHosts(now: Instant) {
    for host in proxies?.callAll() ?? [] { place(host, now: now) }
  }

  private mutating func setAlarm(_ host: Host, at instant: Instant) {
    if let earlier = host.alarm, earlier <= instant { return }
    host.alarm = instant
    alarms.insert(Alarm(at: instant, host: host))
  }
}
