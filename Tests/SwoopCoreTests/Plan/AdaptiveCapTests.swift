import Testing

@testable import SwoopCore

@Suite struct AdaptiveCapTests {
  @Test func `print the comparison`() throws {
    for kind in BearingHost.Kind.allCases {
      for (hosts, entries) in [(1, 40), (1, 2000), (40, 2000), (400, 4000)] {
        for cap in [HostCap.fixed(8), .adaptive] {
          let trial = try CapTrial(kind, cap, hosts: hosts, entries: entries, seed: 1)
          print(
            kind.rawValue, hosts, entries, cap, trial.seconds, trial.refusals, trial.failed,
            trial.latency)
        }
      }
    }
  }
}
