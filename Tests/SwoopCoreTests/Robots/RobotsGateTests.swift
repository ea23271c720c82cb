import Curl
import Locking
import Testing

@testable import SwoopCore

/// Who waits for rules and gives up, and how long they are remembered, on a manual clock.
@Suite struct RobotsGateTests: RobotsFrontiers {
  let start = Instant.now

  @Test func `a stop gives up what waits for rules, and what comes of them later is no trouble`()
    throws
  {
    var frontier = frontier(concurrency: 1)
    try admit(1...3, { "http://a/\($0)" }, to: &frontier)
    try admit(4...6, { "http://b/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    let outcomes = frontier.stop()
    #expect(outcomes.map { $0.record.seq } == [1, 2, 3, 4, 5, 6])
    #expect(outcomes.allSatisfy { $0.record.error?.kind == .interrupted })
    #expect(frontier.load(now: start).waiting == 0)
    #expect(frontier.isFinished == false)
    #expect(frontier.settle(robots, exchange(.response, status: 503), now: start).isEmpty)
    #expect(frontier.isFinished == true)
  }

  @Test func `who gives up is let go, and rules that nobody waits for are not asked for`() throws {
    var frontier = frontier(concurrency: 1)
    let cancellation = Cancellation()
    for (seq, url) in [(1, "http://a/1"), (2, "http://b/2"), (3, "http://b/3")] {
      var entry = entry(seq, try request(url))
      entry.call = seq == 3 ? nil : Call(.asInOptions, cancellation) { _ in }
      let job = Job(entry: entry, request: try request(url), now: start)
      #expect(frontier.admit(job, now: start) == nil)
    }
    cancellation.request()
    #expect(frontier.dropGivenUp(now: start).map { $0.record.seq }.sorted() == [1, 2])
    #expect(frontier.load(now: start).waiting == 1)
    // Those of a are not: who asked for them has gone.
    let robots = try #require(started(&frontier, start))
    #expect(robots.request.url.host == "b")
    #expect(frontier.settle(robots, file(""), now: start).isEmpty)
    #expect(started(&frontier, start)?.seq == 3)
  }

  @Test func `a day later they are asked for again`() throws {
    var frontier = frontier()
    try admit(1...1, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    _ = frontier.settle(robots, file("User-agent: *\nDisallow: /"), now: start)
    let hours = { (count: Int) in start + .seconds(count * 3600) }
    #expect(frontier.admit(try job(2, "http://a/", now: start), now: hours(23)) != nil)
    #expect(frontier.admit(try job(3, "http://a/", now: start), now: hours(24)) == nil)
    #expect(started(&frontier, hours(24))?.isForRobots == true)
  }

  @Test func `what is remembered has an end, and what is of use stays longest`() throws {
    var frontier = frontier { $0.rememberedHosts = 3 }
    func learn(_ host: String, _ seq: Int) throws -> Bool {
      guard frontier.admit(try job(seq, "http://\(host)/", now: start), now: start) == nil,
        let first = started(&frontier, start)
      else { return false }
      guard first.isForRobots else {
        _ = frontier.settle(first, exchange(.response), now: start)
        return false
      }
      #expect(frontier.settle(first, file(""), now: start).isEmpty)
      let entry = try #require(started(&frontier, start))
      _ = frontier.settle(entry, exchange(.response), now: start)
      return true
    }
    #expect(try learn("often", 1))
    for number in 2...20 {
      #expect(try learn("h\(number)", 2 * number))
      #expect(try !learn("often", 2 * number + 1))
    }
    #expect(try learn("h2", 100))
    #expect(frontier.knownHosts <= 4)
  }
}
