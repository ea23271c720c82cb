import Locking
import Origin
import Testing

@testable import SwoopCore

/// Entries that wait for rules which take long to try.
@Suite struct RobotsLotTests: RobotsFrontiers {
  let start = Instant.now

  @Test func `they are judged in lots, and those that come meanwhile after them`() throws {
    var frontier = frontier { $0.robotsWork = 1 }
    try admit(1...3, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    let first = frontier.settle(robots, file("User-agent: *\nDisallow: /"), now: start)
    #expect(first.map { $0.record.seq } == [1])
    try admit(4...4, { "http://a/\($0)" }, to: &frontier)
    frontier.endList()
    for seq in 2...4 {
      #expect(frontier.hasHeldToJudge == true && frontier.isFinished == false)
      #expect(frontier.judgeHeld(now: start).map { $0.record.seq } == [seq])
    }
    #expect(frontier.hasHeldToJudge == false && frontier.isFinished == true)
    // Who comes now need not wait.
    #expect(frontier.admit(try job(5, "http://a/5", now: start), now: start) != nil)
  }

  @Test func `each origin has its turn, and those that are known start meanwhile`() throws {
    var frontier = frontier { $0.robotsWork = 1 }
    try admit(1...3, { "http://a/\($0)" }, to: &frontier)
    try admit(4...4, { "http://b/\($0)" }, to: &frontier)
    let robots = startAll(&frontier, start)
    #expect(robots.map(\.request.url.host) == ["a", "b"])
    let first = frontier.settle(robots[0], file("User-agent: *\nDisallow: /"), now: start)
    #expect(first.map { $0.record.seq } == [1])
    // Not at once, because others wait for their turn.
    #expect(frontier.settle(robots[1], file(""), now: start).isEmpty)
    #expect(startAll(&frontier, start).isEmpty)
    #expect(frontier.judgeHeld(now: start).map { $0.record.seq } == [2])
    #expect(frontier.judgeHeld(now: start).isEmpty)
    #expect(frontier.hasHeldToJudge == true)
    #expect(startAll(&frontier, start).map(\.seq) == [4])
    #expect(frontier.judgeHeld(now: start).map { $0.record.seq } == [3])
  }

  @Test func `who gives up is let go before its turn`() throws {
    var frontier = frontier { $0.robotsWork = 1 }
    let cancellation = Cancellation()
    for seq in 1...4 {
      var entry = entry(seq, try request("http://a/\(seq)"))
      entry.call = seq % 2 == 0 ? Call(.asInOptions, cancellation) { _ in } : nil
      let job = Job(entry: entry, request: try request("http://a/\(seq)"), now: start)
      #expect(frontier.admit(job, now: start) == nil)
    }
    let robots = try #require(started(&frontier, start))
    #expect(frontier.settle(robots, file(""), now: start).isEmpty)
    cancellation.request()
    #expect(frontier.dropGivenUp(now: start).map { $0.record.seq } == [2, 4])
    while frontier.hasHeldToJudge { #expect(frontier.judgeHeld(now: start).isEmpty) }
    #expect(startAll(&frontier, start).map(\.seq) == [1, 3])
  }

  @Test func `a stop takes those with it that have yet to be judged`() throws {
    var frontier = frontier { $0.robotsWork = 1 }
    try admit(1...3, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    #expect(frontier.settle(robots, file("User-agent: *\nDisallow:"), now: start).isEmpty)
    #expect(frontier.stop().map { $0.record.seq } == [1, 2, 3])
    #expect(frontier.isFinished == true)
    #expect(frontier.judgeHeld(now: start).isEmpty)
    #expect(frontier.hasHeldToJudge == false)
  }

  @Test(arguments: Mode.allCases)
  func `all of them are judged, while others are fetched`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let rules = "User-agent: *\n" + String(repeating: "Disallow: /*t*e*x*q$\n", count: 20_000)
      origin.answerRobots(.file(rules), host: "127.0.0.2")
      let slow = (1...20).map { origin.url("/bytes/1?text\($0)", host: "127.0.0.2") }
      let others = (1...20).map { origin.url("/bytes/\($0)") }
      let fetched = try await fetch(mode, slow + others) { $0.robotsAgent = .swoop }
      #expect(fetched.report.summary.outcomes == ["200": 20, "robots": 20])
      #expect(
        fetched.records.filter { !$0.ok }
          .allSatisfy { $0.error?.message.contains("can be tried") == true })
    }
  }
}
