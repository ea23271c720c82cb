import DequeModule

/// The hosts that are known, by name.
///
/// Hosts with work are all here. Idle ones are while a pause or a rate has a bearing on what comes
/// next, and for what is remembered of how they failed, as long as there are not too many of them.
struct HostTable: ~Copyable {
  private var hosts: [String: Host] = [:]
  /// Hosts in the order of their falling idle; some have work again, some are here twice.
  private var idle: Deque<Host> = []
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

  /// Lets a host go that has no work: at once, or, if there is anything to remember, when many others
  /// have fallen idle after it.
  mutating func release(_ host: Host) {
    guard host.hasHistory else {
      hosts[host.name] = nil
      return
    }
    guard !host.isIdle else { return }
    host.isIdle = true
    idle.append(host)
    guard idle.count > limits.rememberedHosts, let oldest = idle.popFirst(), oldest.isIdle else {
      return
    }
    oldest.isIdle = false
    hosts[oldest.name] = nil
  }
}
