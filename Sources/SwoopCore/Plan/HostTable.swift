/// The hosts that are known, by name, each in a lane of its own choosing.
///
/// Hosts with work are all here. Idle ones are while a pause or a rate has a bearing on what comes
/// next, and for what is remembered of them, as long as there are not too many: how they failed, and
/// their lane, which may keep a connection to them.
struct HostTable: ~Copyable {
  private var hosts: [String: Host] = [:]
  private var failing: IdleHosts
  private var faultless: IdleHosts
  private var lastTicket = 0
  /// Hosts of each lane.
  private var population: [Int]
  private let limits: Frontier.Limits

  init(limits: Frontier.Limits) {
    self.limits = limits
    failing = IdleHosts(capacity: limits.rememberedHosts)
    faultless = IdleHosts(capacity: limits.lanes > 1 ? limits.pinnedHosts : 0)
    population = Array(repeating: 0, count: limits.lanes)
  }

  var count: Int { hosts.count }

  /// The hosts that jobs wait for.
  var busy: [Host] { hosts.values.filter { $0.waitingJobs > 0 } }

  func known(_ name: String) -> Host? { hosts[name] }

  /// The host of this name, which is made known if it isn't.
  mutating func host(_ name: String) -> Host {
    if let host = hosts[name] { return host }
    let lane = population.indices.min { population[$0] < population[$1] } ?? 0
    population[lane] += 1
    let host = Host(name: name, lane: lane, limits: limits)
    hosts[name] = host
    return host
  }

  /// Notes that a host has work.
  mutating func engage(_ host: Host) {
    guard host.idleTicket != nil else { return }
    // It has not changed since: only work makes history.
    if host.hasHistory { failing.remove(host) } else { faultless.remove(host) }
  }

  /// Lets a host go that has no work, at once or when many others have fallen idle after it.
  mutating func release(_ host: Host) {
    guard host.idleTicket == nil else { return }
    lastTicket += 1
    let last =
      host.hasHistory
      ? failing.insert(host, ticket: lastTicket) : faultless.insert(host, ticket: lastTicket)
    if let last { forget(last) }
  }

  private mutating func forget(_ host: Host) {
    hosts[host.name] = nil
    population[host.lane] -= 1
    // One that is set means nothing any more.
    host.alarm = nil
  }
}
