import Locking
import Testing

@testable import SwoopCore

/// Tests of frontiers that keep to rules, on a manual clock.
protocol RobotsFrontiers {
  var start: Instant { get }
}

extension RobotsFrontiers {
  func frontier(
    concurrency: Int = 10, _ configure: (inout Frontier.Limits) -> Void = { _ in }
  ) -> Frontier {
    var limits = Frontier.Limits(concurrency: concurrency)
    limits.robots = RobotsPolicy()
    limits.retry.retries = 0
    configure(&limits)
    return Frontier(limits: limits)
  }

  func file(_ rules: String) -> Exchange {
    var exchange = exchange(.response)
    exchange.robots = RobotsRules(parsing: Array(rules.utf8), for: .swoop)
    return exchange
  }

  func admit(
    _ count: ClosedRange<Int>, _ url: (Int) -> String, to frontier: inout Frontier
  ) throws {
    for seq in count {
      #expect(frontier.admit(try job(seq, url(seq), now: start), now: start) == nil)
    }
  }
}
