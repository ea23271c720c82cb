import DequeModule

/// The hosts that are known, each under a number that it keeps while it is. Pure.
///
/// Hosts with work are all here. Idle ones are while a pause or a rate has a bearing on what comes
/// next, and for what is remembered of how they failed, as long as there are not too many of them.
struct HostTable {
  typealias Number = Int

  private var numbers: [String: Number] = [:]
  private var hosts: [Host] = []
  private var free: [Number] = []
  /// Idle hosts in the order of their falling idle; those that had work since have another ticket.
  private var idle: Deque<(number: Number, ticket: Int)> = []
  private var lastTicket = 0
  private let limits: Frontier.Limits

  init(limits: Frontier.Limits) {
    self.limits = limits
  }

  var count: Int { numbers.count }

  /// The hosts that have work.
  var busy: [Number] {
    numbers.values.filter { hosts[$0].hasJobs || hosts[$0].inFlight > 0 }
  }

  subscript(number: Number) -> Host {
    // Hosts are read and changed in place: a copy counts references, or copies queues.
    _read { yield hosts[number] }
    _modify { yield &hosts[number] }
  }

  /// The number of a host, which is made known if it isn't.
  mutating func number(of name: String) -> Number {
    if let number = numbers[name] { return number }
    let host = Host(name: name, limits: limits)
    let number: Number
    if let reused = free.popLast() {
      number = reused
      hosts[number] = host
    } else {
      number = hosts.count
      hosts.append(host)
    }
    numbers[name] = number
    return number
  }

  /// Lets a host go that has no work: at once, or when many others have fallen idle after it, if
  /// there is anything to remember.
  mutating func release(_ number: Number) {
    guard hosts[number].hasHistory else { return forget(number) }
    guard hosts[number].idleTicket == nil else { return }
    lastTicket += 1
    hosts[number].idleTicket = lastTicket
    idle.append((number, lastTicket))
    guard idle.count > limits.rememberedHosts, let (oldest, ticket) = idle.popFirst(),
      hosts[oldest].idleTicket == ticket
    else { return }
    forget(oldest)
  }

  private mutating func forget(_ number: Number) {
    numbers[hosts[number].name] = nil
    hosts[number] = Host(name: "", limits: limits)
    free.append(number)
  }
}
