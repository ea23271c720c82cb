import Foundation
import Testing

@testable import SwoopCore

/// Hours of hosts' moods in seconds. At every step: no cap or rate is exceeded, no paused host is
/// asked, no entry of a host that is well waits while a slot is free; in the end every entry is
/// settled exactly once.
@Suite struct SimulationTests {
  /// `SWOOP_SEEDS` says how many, if it is set.
  @Test func `hundreds of small runs keep all promises`() throws {
    let seeds = ProcessInfo.processInfo.environment["SWOOP_SEEDS"].flatMap { UInt64($0) } ?? 300
    for seed in 1...seeds {
      var random = SplitMix64(seed: seed)
      var plan = Simulation.Plan()
      plan.hosts = Int.random(in: 1...20, using: &random)
      plan.concurrency = Int.random(in: 1...40, using: &random)
      plan.lanes = Int.random(in: 1...4, using: &random)
      plan.perHost = .fixed(Int.random(in: 1...12, using: &random))
      plan.window = Int.random(in: 1...400, using: &random)
      plan.remembered = [1, 3, 200].randomElement(using: &random) ?? 200
      plan.retries = Int.random(in: 0...3, using: &random)
      plan.health = Double.random(in: 0...1, using: &random)
      plan.hostFailures = [nil, 1, 3, 5, 20].randomElement(using: &random) ?? nil
      if Bool.random(using: &random) {
        plan.rate = try Rate("\(Int.random(in: 1...200, using: &random))")
      }
      if Bool.random(using: &random) {
        plan.hostRate = try Rate("\(Int.random(in: 6...3000, using: &random))/m")
      }
      plan.keepsRobots = Bool.random(using: &random)
      var simulation = try Simulation(plan, seed: seed)
      do {
        try simulation.run()
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
  }

  @Test func `a million entries of ten thousand hosts keep all promises`() throws {
    var plan = Simulation.Plan()
    plan.entries = 1_000_000
    plan.hosts = 10_000
    plan.concurrency = 2000
    plan.lanes = 4
    plan.window = 20_000
    plan.health = 0.7
    plan.hostRate = try Rate("20")
    var simulation = try Simulation(plan, seed: 1)
    try simulation.run()
    #expect(simulation.outcomes.values.reduce(0, +) == plan.entries)
    // Each of these moods was met, and most hosts got better.
    for outcome in ["200", "404", "429", "500", "503", "connect", "host_failed"] {
      #expect(simulation.outcomes[outcome, default: 0] > 100)
    }
    #expect(simulation.outcomes["200", default: 0] > 900_000)
  }
}
