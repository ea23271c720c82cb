import DequeModule

/// Hosts without work that are remembered, as long as there are not too many of them.
struct IdleHosts: ~Copyable {
  /// In the order of their falling idle. Those that had work since have another ticket.
  private var hosts: Deque<(host: Host, ticket: Int)> = []
  private var count = 0
  private let capacity: Int

  /// - Parameter capacity: hosts, from 0.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Notes that a host has fallen idle.
  ///
  /// - Parameter ticket: one that no host had before, here or elsewhere.
  /// - Returns: one that there is no more room for, which may be the same.
  mutating func insert(_ host: Host, ticket: Int) -> Host? {
    host.idleTicket = ticket
    hosts.append((host, ticket))
    count += 1
    // Tickets that are out of date are cleared away when they are the most.
    if hosts.count > 2 * count + 16 { hosts.removeAll { $0.host.idleTicket != $0.ticket } }
    while count > capacity, let (oldest, ticket) = hosts.popFirst() {
      guard oldest.idleTicket == ticket else { continue }
      remove(oldest)
      return oldest
    }
    return nil
  }

  /// Notes that a host of these has work again.
  mutating func remove(_ host: Host) {
    host.idleTicket = nil
    count -= 1
  }
}
