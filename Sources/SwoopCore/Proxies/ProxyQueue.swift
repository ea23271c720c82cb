import DequeModule
import Locking

/// The proxies, and for each the hosts whose next request waits for room in it.
///
/// Where requests go by host, a proxy that is full has its hosts leave their line, so that they stand in no other
/// host's way. When it has room again, it calls one that may start back into line; one that does not take the room
/// has the next called. So as long as hosts wait for a proxy, it is full, or they are called for all that is free.
struct ProxyQueue {
  private(set) var pool: ProxyPool
  private var waiting: [Deque<Host>]
  private var random: SplitMix64

  init?(_ limits: Frontier.Limits) {
    guard let proxies = limits.proxies, !proxies.members.isEmpty else { return nil }
    pool = ProxyPool(
      proxies, rest: Backoff(base: limits.retry.firstDelay, longest: limits.retry.longestWait))
    waiting = Array(repeating: [], count: proxies.members.count)
    random = SplitMix64(seed: limits.seed &+ 1)
  }

  /// The proxy that the next request of a host has to wait for; nil: it may start.
  mutating func crowd(for host: Host, now: Instant) -> Int? {
    guard let index = choose(for: host, after: host.nextTrials(now: now)) else { return nil }
    return pool.hasRoom(index) ? nil : index
  }

  /// Has a host that has left its line wait for a proxy.
  mutating func park(_ host: Host, at proxy: Int) {
    host.parkedAt = proxy
    waiting[proxy].append(host)
  }

  /// Has a host that may go elsewhere now wait no longer; it is to be placed.
  mutating func unpark(_ host: Host) {
    guard let proxy = host.parkedAt.take() else { return }
    waiting[proxy].removeAll { $0 === host }
  }

  /// Gives a request that starts its proxy.
  mutating func start(_ job: inout Job, of host: Host) {
    guard let index = choose(for: host, after: job.proxyTrials) else {
      return assertionFailure("a job starts while all proxies rest")
    }
    job.passage = pool.start(index)
  }

  /// Takes a request back.
  ///
  /// - Returns: whether proxies have begun to rest or come back, so that all hosts are to look anew.
  mutating func settle(_ job: Job, _ exchange: Exchange, of host: Host, now: Instant) -> Bool {
    guard let ticket = job.passage else { return false }
    let version = pool.version
    let blamed = job.blamedProxies
    if exchange.proxySign == .carried {
      for proxy in blamed { host.shun(proxy, in: pool.era(of: proxy), for: ticket.proxy) }
      if !blamed.isEmpty { unpark(host) }
    }
    pool.settle(
      ticket, exchange.proxySign, exchange.failure, blamed: blamed, by: host.name,
      wireBytes: exchange.cost.wireBytes, now: now, using: &random)
    return pool.version != version
  }

  mutating func wake(now: Instant) -> Bool { pool.wake(now: now) }

  /// Takes a host out that waits for a proxy with room; nil: none does, or there is no room.
  mutating func call(for proxy: Int, now: Instant) -> Host? {
    guard pool.hasRoom(proxy), let host = waiting[proxy].popFirst() else { return nil }
    host.parkedAt = nil
    return host
  }

  /// Takes all out that wait.
  mutating func callAll() -> [Host] {
    var all: [Host] = []
    for proxy in waiting.indices where !waiting[proxy].isEmpty {
      all += waiting[proxy]
      waiting[proxy] = []
    }
    for host in all { host.parkedAt = nil }
    return all
  }

  private mutating func choose(for host: Host, after trials: ProxyPool.Trials) -> Int? {
    var trials = trials
    for (proxy, era) in host.shunnedProxies where pool.era(of: proxy) == era {
      trials.shunned.append(proxy)
    }
    return pool.choose(for: host.name, &host.proxyChoice, after: trials)
  }
}
