import Curl
import Locking
import Testing

@testable import SwoopCore

@Suite struct ProxyPoolTests {
  private let start = Instant.now
  private let hosts = (0..<1000).map { "h\($0).example" }

  private func pool(
    _ count: Int, _ rotation: Proxies.Rotation, cap: Int? = nil, failures: Int? = 10
  ) throws -> ProxyPool {
    var proxies = try Proxies(
      (0..<count).map { Proxies.Member(try Proxy("http://10.0.0.\($0):3128")) })
    proxies.rotation = rotation
    proxies.cap = cap
    proxies.failures = failures
    return ProxyPool(proxies, rest: Backoff(base: .seconds(1), longest: .seconds(60)))
  }

  /// The proxy of each host.
  private func choices(_ pool: inout ProxyPool, avoiding: [Int] = []) -> [Int?] {
    hosts.map { host in
      var choice: ProxyPool.Choice?
      return pool.choose(for: host, &choice, after: .init(avoided: avoiding))
    }
  }

  private func settle(
    _ pool: inout ProxyPool, _ ticket: ProxyPool.Ticket, _ sign: ProxySign, blamed: [Int] = [],
    by host: String = "h", now: Instant
  ) {
    var random = SplitMix64(seed: 1)
    let error = sign == .failed ? FetchError(.proxy, "it is dead") : nil
    pool.settle(
      ticket, sign, error, blamed: blamed, by: host, wireBytes: 10, now: now, using: &random)
  }

  @Test func `by host, each proxy has its share, and a host its proxy`() throws {
    var pool = try pool(4, .host)
    let first = choices(&pool)
    #expect(first == choices(&pool))
    for index in 0..<4 { #expect((180...320).contains(first.count { $0 == index })) }
  }

  @Test func `the hosts of one that rests go to all others, and come back to it`() throws {
    var pool = try pool(4, .host)
    let before = choices(&pool)
    let ticket = pool.start(2)
    settle(&pool, ticket, .failed, now: start)
    let meanwhile = choices(&pool)
    for (old, new) in zip(before, meanwhile) {
      #expect(old == 2 ? new != 2 : new == old)
    }
    let moved = Set(zip(before, meanwhile).filter { $0.0 == 2 }.map(\.1))
    #expect(moved == [0, 1, 3])

    #expect(pool.wake(now: start + .milliseconds(499)) == false)
    #expect(pool.wake(now: start + .seconds(1)) == true)
    // One is let through to see.
    #expect(choices(&pool) == before)
    let probe = pool.start(2)
    #expect(choices(&pool) == meanwhile)
    settle(&pool, probe, .carried, now: start + .seconds(2))
    #expect(choices(&pool) == before)
  }

  @Test func `rests grow with each failure in a row, and begin anew after a success`() throws {
    var pool = try pool(1, .request)
    var now = start
    for longest in [1, 2, 4, 8, 16, 32, 60, 60, 1] {
      if longest == 1, now != start {
        let well = pool.start(0)
        settle(&pool, well, .carried, now: now)
      }
      let ticket = pool.start(0)
      settle(&pool, ticket, .failed, now: now)
      #expect(pool.isOpen == false)
      let end = try #require(pool.alarm)
      let rest = now.duration(to: end) / .seconds(1)
      #expect((Double(longest) / 2...Double(longest)).contains(rest))
      now = end
      _ = pool.wake(now: now)
      #expect(pool.isOpen)
    }
    #expect(pool.tallies[0].rests == 9)
    #expect(pool.tallies[0].failures == 9)
    #expect(pool.tallies[0].requests == 10)
    #expect(pool.tallies[0].wireBytes == 100)
  }

  @Test func `what was under way when a rest began says nothing new`() throws {
    var pool = try pool(2, .request)
    let tickets = [0, 0, 0].map { pool.start($0) }
    settle(&pool, tickets[0], .failed, now: start)
    let alarm = try #require(pool.alarm)
    settle(&pool, tickets[1], .failed, now: start)
    #expect(pool.alarm == alarm)
    settle(&pool, tickets[2], .carried, now: start)
    #expect(pool.hasRoom(0) == false)
    #expect(pool.tallies[0].rests == 1)
    #expect(pool.tallies[0].failures == 2)
  }

  @Test func `one probe at a time finds out`() throws {
    var pool = try pool(1, .request, cap: 5)
    let ticket = pool.start(0)
    settle(&pool, ticket, .failed, now: start)
    _ = pool.wake(now: start + .seconds(1))
    let probe = pool.start(0)
    #expect(pool.isOpen == false)
    // It says nothing: the next one is to say more.
    settle(&pool, probe, .nothing, now: start + .seconds(2))
    #expect(pool.isOpen)
    let next = pool.start(0)
    settle(&pool, next, .carried, now: start + .seconds(3))
    for _ in 0..<5 {
      #expect(pool.hasRoom(0))
      _ = pool.start(0)
    }
    #expect(pool.hasRoom(0) == false)
  }

  @Test func `by request, the one with the fewest in flight is next, and they take turns`() throws {
    var pool = try pool(3, .request, cap: 2)
    var tickets: [ProxyPool.Ticket] = []
    func next(_ pool: inout ProxyPool, avoiding: [Int] = []) -> Int? {
      var choice: ProxyPool.Choice?
      return pool.choose(for: "h", &choice, after: .init(avoided: avoiding))
    }
    for expected in [0, 1, 2, 0, 1, 2] {
      #expect(next(&pool) == expected)
      tickets.append(pool.start(expected))
    }
    #expect(next(&pool) == nil)
    settle(&pool, tickets[4], .carried, now: start)
    #expect(next(&pool) == 1)
    settle(&pool, tickets[2], .carried, now: start)
    #expect(next(&pool, avoiding: [1]) == 2)
    // Rather than none.
    #expect(next(&pool, avoiding: [1, 2]) == 1)
    #expect(pool.tallies.map(\.peak) == [2, 2, 2])
  }

  @Test func `a refusal is the host's fault until another proxy comes through`() throws {
    var pool = try pool(2, .host)
    for round in 1...ProxyPool.accusersToFail {
      #expect(pool.hasRoom(0))
      let refused = pool.start(0)
      settle(&pool, refused, .refused, now: start)
      #expect(pool.hasRoom(0))
      let carried = pool.start(1)
      settle(&pool, carried, .carried, blamed: [0], by: "h\(round)", now: start)
      #expect(pool.hasRoom(0) == (round < ProxyPool.accusersToFail))
    }
    // Of which it is not let off by a refusal.
    let end = try #require(pool.alarm)
    _ = pool.wake(now: end)
    let probe = pool.start(0)
    settle(&pool, probe, .refused, now: end)
    let carried = pool.start(1)
    settle(&pool, carried, .carried, blamed: [0], by: "h9", now: end)
    #expect(pool.hasRoom(0) == false)
    #expect(pool.tallies.map(\.rests) == [2, 0])
  }

  @Test func `a host alone has no proxy rest, whatever it does`() throws {
    var pool = try pool(2, .host)
    func blame(_ pool: inout ProxyPool, now: Instant) {
      let refused = pool.start(0)
      settle(&pool, refused, .refused, now: now)
      let carried = pool.start(1)
      settle(&pool, carried, .carried, blamed: [0], by: "hostile", now: now)
    }
    for _ in 0..<20 { blame(&pool, now: start) }
    #expect(pool.tallies[0].rests == 0)
    // Nor does it have one rest again and again that failed once.
    let failed = pool.start(0)
    settle(&pool, failed, .failed, now: start)
    var now = start
    for _ in 0..<20 {
      now = pool.alarm ?? now
      _ = pool.wake(now: now)
      blame(&pool, now: now)
    }
    #expect(pool.tallies[0].rests == 2)
  }

  @Test func `one that comes through to others is not to blame for a host`() throws {
    var pool = try pool(2, .host)
    for _ in 0..<20 {
      for (proxy, sign, blamed) in [
        (0, ProxySign.refused, []), (1, .carried, [0]), (0, .carried, []),
      ] {
        let ticket = pool.start(proxy)
        settle(&pool, ticket, sign, blamed: blamed, now: start)
      }
    }
    #expect(pool.tallies[0].rests == 0)
  }

  @Test func `all are given up together, for as long as they rest`() throws {
    var pool = try pool(2, .request, failures: 3)
    var now = start
    for round in 1...3 {
      for proxy in 0..<2 {
        #expect(pool.verdict == nil)
        let ticket = pool.start(proxy)
        settle(&pool, ticket, .failed, now: now)
      }
      #expect((pool.verdict != nil) == (round == 3))
      if round < 3 {
        now = now + .seconds(60)
        _ = pool.wake(now: now)
      }
    }
    #expect(pool.verdict?.kind == .proxy)
    #expect(
      pool.verdict?.message
        == "all 2 proxies have failed 3 times in a row and more, the last: it is dead")
    _ = pool.wake(now: now + .seconds(60))
    #expect(pool.verdict == nil)
  }

  @Test func `the least of many is at hand, whatever changes`() {
    var random = SplitMix64(seed: 7)
    for count in [1, 2, 3, 7, 8, 100] {
      var tournament = LeastFirst(count: count)
      #expect(tournament.least == nil)
      for _ in 0..<500 {
        let index = Int.random(in: 0..<count, using: &random)
        tournament[index] =
          Bool.random(using: &random) ? LeastFirst.out : Int.random(in: -1...1000, using: &random)
        let least = (0..<count).map { tournament[$0] }.min()
        #expect(tournament.least.map { tournament[$0] } == (least == LeastFirst.out ? nil : least))
      }
    }
  }
}
