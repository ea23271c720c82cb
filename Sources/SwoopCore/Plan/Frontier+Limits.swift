extension Frontier {
  /// What the frontier keeps to.
  struct Limits: Sendable {
    /// Transfers at once, from 1.
    var concurrency: Int
    /// Lanes that hosts are divided between, from 1: all jobs of a host run in the same one.
    var lanes = 1
    var perHost: HostCap = .unlimited
    /// Redirects followed in one attempt; 0: none.
    var maxRedirects = 10
    /// Starts in all, redirects and further attempts included.
    var rate: Rate?
    /// Starts to one host, likewise.
    var hostRate: Rate?
    /// What is different for some hosts, by name.
    var hosts: [String: HostLimits] = [:]
    var retry = RetryPolicy()
    /// Refusals in a row after which a host's port is given up; nil: never.
    var hostFailures: Int?
    /// Whose rules are kept to; nil: nobody's.
    var robots: RobotsPolicy?
    /// What requests go through; nil: nothing.
    var proxies: Proxies?
    /// Idle hosts whose failures are remembered.
    var rememberedHosts = 20_000
    /// Origins whose rules are remembered, and bytes of them.
    var rememberedRobots: (answers: Int, bytes: Int) { (max(1, rememberedHosts), 64 << 20) }
    /// Octets that rules look at, from which on those that wait for others' turn are judged later: some
    /// milliseconds.
    var robotsWork = 1 << 20
    /// Other idle hosts whose lanes are remembered: as many as connections are kept.
    var pinnedHosts: Int { max(64, concurrency) }
    /// What the delays' jitter is drawn from.
    var seed: UInt64 = 0

    /// The delays between probes of a host that refuses: short, because one success lets all go on.
    var probing: Backoff {
      Backoff(base: retry.firstDelay, longest: min(.seconds(2), retry.longestWait))
    }
  }
}
