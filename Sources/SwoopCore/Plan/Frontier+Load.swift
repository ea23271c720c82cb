import Locking

extension Frontier {
  /// What has gone through each proxy.
  var proxies: [ProxyTally] { agenda.proxies?.pool.tallies ?? [] }

  /// What is in flight and what waits. Takes O(known hosts).
  func load(now: Instant) -> FetchRun.Progress.Load {
    var load = FetchRun.Progress.Load(inFlight: inFlight, waiting: waitingEntries)
    load.isHeld = isHeld
    if waiting > 0, let pool = agenda.proxies?.pool, pool.isAllResting {
      let pause = pool.alarm.map { now.duration(to: $0) }
      load.proxies = .init(count: pool.count, pause: pause)
    }
    let hasSlots = inFlight < limits.concurrency && !isHeld && !isPaced(now: now)
    for host in busyHosts {
      load.retrying += host.delayedJobs
      guard hasSlots, host.waitingEntries > load.holdup?.waiting ?? 0 else { continue }
      let pause: Duration?
      switch host.readiness(now: now) {
      // Its worker is about to come by.
      case .ready: continue
      case .from(let instant): pause = now.duration(to: instant)
      case .blocked: pause = nil
      }
      load.holdup = FetchRun.Progress.Holdup(
        host: host.name, waiting: host.waitingEntries, inFlight: host.inFlight, pause: pause,
        isFailing: host.breaker.isOpen)
    }
    return load
  }
}
