import Curl
import Locking
import Testing

@testable import SwoopCore

/// Hosts in several lanes, each with workers of its own, and one number of slots for all.
@Suite struct LaneTests {
  private let now = Instant.now

  private func frontier(lanes: Int, concurrency: Int, hosts: [String: Int]) throws -> Frontier {
    var frontier = Frontier(limits: .init(concurrency: concurrency, lanes: lanes))
    var seq = 0
    for (host, count) in hosts.sorted(by: { $0.key < $1.key }) {
      for _ in 0..<count {
        seq += 1
        _ = frontier.admit(try job(seq, "http://\(host)/"), now: now)
      }
    }
    return frontier
  }

  /// The hosts of the jobs that workers of one lane start.
  private func startAll(_ lane: Int, _ frontier: inout Frontier) -> [String] {
    var hosts: [String] = []
    while let job = frontier.next(for: lane, now: now) { hosts.append(job.request.url.host) }
    return hosts
  }

  @Test func `all of a host's jobs are in one lane, and lanes have as many hosts`() throws {
    var frontier = try frontier(
      lanes: 2, concurrency: 100, hosts: ["a": 3, "b": 3, "c": 3, "d": 3])
    let lanes = [startAll(0, &frontier), startAll(1, &frontier), startAll(0, &frontier)]
    #expect(Set(lanes[0] + lanes[2]) == ["a", "c"])
    #expect(Set(lanes[1]) == ["b", "d"])
    #expect(lanes.joined().count == 12)
  }

  @Test func `a lane takes all slots while no other has anything to start`() throws {
    var frontier = try frontier(lanes: 4, concurrency: 8, hosts: ["a": 20])
    #expect(startAll(0, &frontier).count == 8)
    #expect(frontier.inFlight == 8)
  }

  @Test func `a lane that holds its part lets others have theirs`() throws {
    var frontier = try frontier(lanes: 2, concurrency: 8, hosts: ["a": 20, "b": 20])
    #expect(startAll(0, &frontier).count == 4)
    guard case .start(lane: 1) = frontier.outlook(for: 0, now: now) else {
      Issue.record("it is not the other lane's turn")
      return
    }
    #expect(startAll(1, &frontier).count == 4)
    #expect(frontier.inFlight == 8)
  }

  @Test func `slots that were lent come back, one as each is settled`() throws {
    var frontier = try frontier(lanes: 2, concurrency: 4, hosts: ["a": 20])
    var jobs: [Job] = []
    while let job = frontier.next(for: 0, now: now) { jobs.append(job) }
    _ = frontier.admit(try job(21, "http://b/"), now: now)
    _ = frontier.settle(jobs[0], exchange(.response), now: now)
    #expect(startAll(0, &frontier) == [])
    #expect(startAll(1, &frontier) == ["b"])
    _ = frontier.settle(jobs[1], exchange(.response), now: now)
    #expect(startAll(0, &frontier) == ["a"])
  }

  @Test func `what a rate lets start, hosts do in turn whichever their lanes`() throws {
    var frontier = Frontier(
      limits: .init(concurrency: 8, lanes: 2, rate: try Rate("1")))
    for seq in 1...6 {
      _ = frontier.admit(try job(seq, "http://\(seq % 2 == 0 ? "b" : "a")/"), now: now)
    }
    var hosts: [String] = []
    for second in 0..<6 {
      let then = now + .seconds(second)
      // A worker of the first lane is always at hand.
      guard case .start(let lane) = frontier.outlook(for: 0, now: then) else { break }
      let job = frontier.next(for: lane, now: then)
      hosts.append(job?.request.url.host ?? "")
    }
    #expect(hosts == ["a", "b", "a", "b", "a", "b"])
  }

  @Test func `a host keeps its lane while it is idle`() throws {
    var frontier = Frontier(limits: .init(concurrency: 8, lanes: 2))
    for seq in 1...50 {
      let host = seq % 2 == 0 ? "even" : "odd"
      _ = frontier.admit(try job(seq, "http://\(host)/"), now: now)
      let started = try #require(self.started(in: seq % 2 == 0 ? 1 : 0, &frontier))
      _ = frontier.settle(started, exchange(.response), now: now)
    }
    #expect(frontier.knownHosts == 2)
  }

  @Test func `a host that has failed is remembered, whatever it was before`() throws {
    let limits = Frontier.Limits(concurrency: 1, lanes: 2)
    var random = SplitMix64(seed: 1)
    var table = HostTable(limits: limits)
    let first = table.host("first")
    table.release(first)
    table.engage(first)
    _ = first.breaker.refused(
      try WebURL("http://first/"), by: FetchError(.connect, "refused"), startedAt: now, now: now,
      limit: nil, probing: limits.probing, using: &random)
    table.release(first)
    // More than are remembered without a failure.
    for number in 1...200 { table.release(table.host("h\(number)")) }
    let (known, count) = (table.known("first"), table.count)
    #expect(known === first)
    #expect(count == limits.pinnedHosts + 1)
  }

  private func started(in lane: Int, _ frontier: inout Frontier) -> Job? {
    frontier.next(for: lane, now: now)
  }
}
