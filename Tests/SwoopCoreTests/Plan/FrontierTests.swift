import Curl
import Locking
import Testing

@testable import SwoopCore

@Suite struct FrontierTests {
  private let start = Instant.now

  private func frontier(
    concurrency: Int = 100, perHost: HostCap = .unlimited, maxRedirects: Int = 10
  ) -> Frontier {
    Frontier(
      limits: .init(concurrency: concurrency, perHost: perHost, maxRedirects: maxRedirects))
  }

  @Test func `an empty list is finished when it has ended, not before`() {
    var frontier = frontier()
    #expect(frontier.isFinished == false)
    frontier.endList()
    guard case .finished = frontier.outlook(now: start) else {
      Issue.record("not finished")
      return
    }
  }

  @Test func `neither cap is ever exceeded, and both are used`() throws {
    var frontier = frontier(concurrency: 5, perHost: .fixed(2))
    for seq in 1...8 { #expect(frontier.admit(try job(seq, "http://a/"), now: start) == nil) }
    for seq in 9...16 { #expect(frontier.admit(try job(seq, "http://b/"), now: start) == nil) }
    #expect(startAll(&frontier, start).map(\.request.url.host).sorted() == ["a", "a", "b", "b"])
    for seq in 17...20 { #expect(frontier.admit(try job(seq, "http://c/"), now: start) == nil) }
    #expect(startAll(&frontier, start).map(\.request.url.host) == ["c"])
    #expect(frontier.inFlight == 5)
  }

  @Test func `a host at its cap holds up no other host's entries`() throws {
    var frontier = frontier(concurrency: 4, perHost: .fixed(1))
    for seq in 1...1000 { _ = frontier.admit(try job(seq, "http://slow/\(seq)"), now: start) }
    _ = frontier.admit(try job(1001, "http://quick/"), now: start)
    #expect(startAll(&frontier, start).map(\.seq) == [1, 1001])
  }

  @Test func `what holds a run up is the host that most entries wait for, while slots are free`()
    throws
  {
    var frontier = frontier(concurrency: 4, perHost: .fixed(2))
    for seq in 1...5 { _ = frontier.admit(try job(seq, "http://slow/\(seq)"), now: start) }
    _ = frontier.admit(try job(6, "http://quick/"), now: start)
    #expect(startAll(&frontier, start).map(\.seq) == [1, 6, 2])
    let load = frontier.load(now: start)
    #expect(load.inFlight == 3)
    #expect(load.waiting == 3)
    #expect(load.retrying == 0)
    #expect(load.holdup == .init(host: "slow", waiting: 3, inFlight: 2))
    for seq in 7...8 { _ = frontier.admit(try job(seq, "http://other/\(seq)"), now: start) }
    _ = startAll(&frontier, start)
    // All slots are busy: nobody holds up anything.
    let full = frontier.load(now: start)
    #expect(full.inFlight == 4)
    #expect(full.holdup == nil)
  }

  @Test func `a host's entries start in the list's order, and hosts take turns`() throws {
    var frontier = frontier(concurrency: 6)
    for seq in 1...3 { _ = frontier.admit(try job(seq, "http://a/"), now: start) }
    for seq in 4...6 { _ = frontier.admit(try job(seq, "http://b/"), now: start) }
    #expect(startAll(&frontier, start).map(\.seq) == [1, 4, 2, 5, 3, 6])
  }

  @Test func `a host is done with when no job waits, while there is plenty to do`() throws {
    var frontier = frontier(concurrency: 2)
    for (seq, url) in ["http://a/", "http://a/", "http://b/", "http://c/", "http://d/"].enumerated()
    {
      _ = frontier.admit(try job(seq, url), now: start)
    }
    let jobs = startAll(&frontier, start)
    #expect(jobs.map(\.request.url.host) == ["a", "b"])
    func done(_ frontier: borrowing Frontier) -> [String] {
      ["a", "b", "c", "never met"].filter { frontier.isDone(with: $0) }
    }
    let atFirst = done(frontier)
    #expect(atFirst == ["b", "never met"])
    _ = frontier.settle(jobs[0], exchange(.response), now: start)
    #expect(startAll(&frontier, start).map(\.request.url.host) == ["c"])
    _ = frontier.settle(jobs[1], exchange(.response), now: start)
    #expect(startAll(&frontier, start).map(\.request.url.host) == ["d"])
    // Only one waits now: what is read next may be of any host.
    let late = done(frontier)
    #expect(late == [])
    frontier.endList()
    let inTheEnd = done(frontier)
    #expect(inTheEnd == ["b", "c", "never met"])
  }

  @Test func `scheme, port and letter case make no other host`() throws {
    var frontier = frontier(perHost: .fixed(1))
    for (seq, url) in ["http://a:81/", "https://A/", "http://a./"].enumerated() {
      _ = frontier.admit(try job(seq, url), now: start)
    }
    #expect(startAll(&frontier, start).count == 1)
  }

  @Test func `while it is held nothing starts, and nothing is lost`() throws {
    var frontier = frontier()
    _ = frontier.admit(try job(1, "http://a/"), now: start)
    let first = try #require(startAll(&frontier, start).first)
    for seq in 2...3 { _ = frontier.admit(try job(seq, "http://a/\(seq)"), now: start) }
    frontier.isHeld = true
    #expect(startAll(&frontier, start).isEmpty)
    let outcomes = frontier.settle(first, exchange(.response), now: start)
    #expect(outcomes.count == 1)
    frontier.endList()
    guard case .wait(nil) = frontier.outlook(now: start) else {
      Issue.record("it is not held")
      return
    }
    frontier.isHeld = false
    #expect(startAll(&frontier, start).count == 2)
  }

  @Test func `a redirect goes on under its target's cap, before what waits there`() throws {
    var frontier = frontier(concurrency: 10, perHost: .fixed(1))
    _ = frontier.admit(try job(1, "http://a/"), now: start)
    _ = frontier.admit(try job(2, "http://b/1"), now: start)
    _ = frontier.admit(try job(3, "http://b/2"), now: start)
    let started = startAll(&frontier, start)
    #expect(started.map(\.seq) == [1, 2])

    let target = try request("http://b/target")
    #expect(frontier.settle(started[0], exchange(.redirect(.success(target))), now: start).isEmpty)
    #expect(startAll(&frontier, start).isEmpty)

    #expect(frontier.settle(started[1], exchange(.response), now: start).count == 1)
    let next = startAll(&frontier, start)
    #expect(next.map(\.seq) == [1])
    #expect(next[0].redirects == 1)
    #expect(next[0].attempts == 1)
  }

  @Test(arguments: [0, 1, 3])
  func `redirects are followed as often as allowed`(limit: Int) throws {
    var frontier = frontier(maxRedirects: limit)
    _ = frontier.admit(try job(1, "http://a/"), now: start)
    var followed = 0
    while true {
      let job = try #require(startAll(&frontier, start).first)
      let redirect = exchange(.redirect(.success(try request("http://a/again"))), status: 302)
      guard let outcome = frontier.settle(job, redirect, now: start).first else {
        followed += 1
        continue
      }
      #expect(followed == limit)
      #expect(outcome.record.redirects == limit)
      #expect(outcome.record.error?.kind == (limit == 0 ? nil : .tooManyRedirects))
      #expect(outcome.record.status == 302)
      return
    }
  }

  @Test func `stopping settles all that waits, and lets the rest come in`() throws {
    var frontier = frontier(concurrency: 2)
    for seq in 1...5 { _ = frontier.admit(try job(seq, "http://h\(seq % 3)/"), now: start) }
    let started = startAll(&frontier, start)
    let waiting = Set(1...5).subtracting(started.map(\.seq))

    let interrupted = frontier.stop().map(\.record)

    #expect(interrupted.map(\.seq) == waiting.sorted())
    #expect(interrupted.allSatisfy { $0.error?.kind == .interrupted && $0.attempts == 0 })
    let late = frontier.admit(try job(6, "http://a/"), now: start)
    #expect(late?.record.error?.kind == .interrupted)
    #expect(frontier.isFinished == false)
    #expect(frontier.settle(started[0], exchange(.response), now: start).first?.record.ok == true)
    let redirect = exchange(.redirect(.success(try request("http://a/"))))
    #expect(
      frontier.settle(started[1], redirect, now: start).first?.record.error?.kind == .interrupted)
    #expect(frontier.isFinished == true)
  }

  @Test func `waiting time is added up over redirects, transfer time apart`() throws {
    var frontier = frontier(concurrency: 1)
    _ = frontier.admit(try job(1, "http://a/", now: start), now: start)
    let first = try #require(started(&frontier, start + .seconds(2)))
    var redirect = exchange(.redirect(.success(try request("http://b/"))))
    redirect.cost.total = .seconds(5)
    _ = frontier.settle(first, redirect, now: start + .seconds(7))
    let second = try #require(started(&frontier, start + .seconds(10)))
    var response = exchange(.response)
    response.cost.total = .seconds(1)
    response.cost.firstByte = .milliseconds(500)

    let outcome = frontier.settle(second, response, now: start + .seconds(11))

    let record = try #require(outcome.first).record
    #expect(record.times.queued == .seconds(5))
    #expect(record.times.total == .seconds(6))
    #expect(record.times.firstByte == .milliseconds(5500))
    #expect(record.finalURL == "http://b/")
  }
}
