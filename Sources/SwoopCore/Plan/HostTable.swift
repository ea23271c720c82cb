import DequeModule

/// The hosts that are known, by name.
///
/// Hosts with work are all here. Idle ones are while a pause or a rate has a bearing on what comes
/// next, and for what is remembered of how they failed, as long as there are not too many of them.
struct HostTable: ~Copyable {
  private var hosts: [String: Host] = [:]
  /// Hosts in the order of their falling idle. Those that had work since have another ticket.
  private var idle: Deque<(host: Host, ticket: Int)> = []
  private var idleCount = 0
  private var lastTicket = 0
  private let limits: Frontier.Limits

  init(limits: Frontier.Limits) {
    self.limits = limits
  }

  var count: Int { hosts.count }

  /// The hosts that jobs wait for.
  var busy: [Host] { hosts.values.filter(\.hasJobs) }

  /// The host of this name, which is made known if it isn't.
  mutating func host(_ name: String) -> Host {
    if let host = hosts[name] { return host }
    let host = Host(name: name, limits: limits)
    hosts[name] = host
    return host
  }

  /// Notes that a host has work.
  mutating func engage(_ host: Host) {
    guard host.idleTicket != nil else { return }
    host.idleTicket = nil
    idleCount -= 1
  }

  /// Lets a host go that has no work: at once, or, if there is anything to remember, when many others
  /// have fallen idle after it.
  mutating func release(_ host: Host) {
    guard host.idleTicket == nil else { return }
    guard host.hasHistory else { return forget(host) }
    lastTicket += 1
    host.idleTicket = lastTicket
    idle.append((host, lastTicket))
    idleCount += 1
    while idleCount > limits.rememberedHosts, let (oldest, ticket) = idle.popFirst() {
      guard oldest.idleTicket == ticket else { continue }
      engage(oldest)
      forget(oldest)
    }
    // Tickets that are out of date are cleared away when they are the most.
    if idle.count > 2 * idleCount + 16 { idle.removeAll { $0.host.idleTicket != $0.ticket } }
  }

  private mutating func forget(_ host: Host) {
    hosts[host.name] = nil
    // One that is set means nothing any more.
    host.alarm = nil
  }
}
