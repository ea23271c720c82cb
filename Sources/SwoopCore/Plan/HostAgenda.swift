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

  init(limits: Frontier.Limits) {
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
    for lane in lines.lanes { clearLine(of: lane, now: now) }
    return lines.due(preferring: lane)
  }

  /// When to look again, if nothing happens before; to be asked when no lane is due.
  var nextAlarm: Instant? { alarms.min?.at }

  /// Starts the next job of a lane that is due.
  mutating func start(in lane: Int, now: Instant) -> Job? {
    guard let host = lines.popFirst(of: lane) else { return nil }
    let job = host.start(now: now)
    lines.started(in: lane)
    place(host, now: now)
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
    case .ready: lines.append(host)
    case .from(let instant): setAlarm(host, at: instant)
    case .blocked:
      // One that stands in line is looked at again when its turn comes.
      guard host.waitingJobs == 0, host.inFlight == 0, host.turn == nil else { return }
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
      place(alarm.host, now: now)
    }
  }

  /// Those that were paused since they lined up go to sleep, and their alarms count.
  private mutating func clearLine(of lane: Int, now: Instant) {
    while let host = lines.first(of: lane) {
      if case .ready = host.readiness(now: now) { return }
      _ = lines.popFirst(of: lane)
      place(host, now: now)
    }
  }

  private mutating func setAlarm(_ host: Host, at instant: Instant) {
    if let earlier = host.alarm, earlier <= instant { return }
    host.alarm = instant
    alarms.insert(Alarm(at: instant, host: host))
  }
}
