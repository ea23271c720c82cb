/// What is different for one host.
public struct HostLimits: Hashable, Sendable {
  /// Transfers in flight at once; nil: as for all hosts.
  public var cap: HostCap?
  /// Requests begun; nil: as for all hosts.
  public var rate: Rate?

  /// As for all hosts, but for what is given.
  public init(cap: HostCap? = nil, rate: Rate? = nil) {
    self.cap = cap
    self.rate = rate
  }
}
