import Curl
import Testing

@testable import SwoopCore

@Suite struct FrontierTests {
  private let start = ContinuousClock.now

  private func frontier(
    concurrency: Int = 100, perHost: Int? = nil, maxRedirects: Int = 10
  ) -> Frontier {
    Frontier(
      limits: .init(concurrency: concurrency, perHost: perHost, maxRedirects: maxRedirects))
  }

  private func startAll(_ frontier: inout Frontier) -> [Job] {
    var jobs: [Job] = []
    while case .start(let job) = frontier.next(now: start) { jobs.append(job) }
    return jobs
  }

  @Test func `an empty list is finished when it has ended, not before`() {
    var frontier = frontier()
    #expect(!frontier.isFinished)
    frontier.endList()
    guard case .finished = frontier.next(now: start) else {
      Issue.record("not finished")
      return
    }
  }

  @Test func `neither cap is ever exceeded, and both are used`() throws {
    var frontier = frontier(concurrency: 5, perHost: 2)
    for seq in 1...8 { #expect(frontier.admit(try job(seq, "http://a/")) == nil) }
    for seq in 9...16 { #expect(frontier.admit(try job(seq, "http://b/")) == nil) }
    #expect(startAll(&frontier).map(\.request.url.host).sorted() == ["a", "a", "b", "b"])
    for seq in 17...20 { #expect(frontier.admit(try job(seq, "http://c/")) == nil) }
    #expect(startAll(&frontier).map(\.request.url.host) == ["c"])
    #expect(frontier.inFlight == 5)
  }

  @Test func `a host at its cap holds up no other host's entries`() throws {
    var frontier = frontier(concurrency: 4, perHost: 1)
    for seq in 1...1000 { _ = frontier.admit(try job(seq, "http://slow/\(seq)")) }
    _ = frontier.admit(try job(1001, "http://quick/"))
    #expect(startAll(&frontier).map(\.seq) == [1, 1001])
  }

  @Test func `a host's entries start in the list's order, and hosts take turns`() throws {
    var frontier = frontier(concurrency: 6)
    for seq in 1...3 { _ = frontier.admit(try job(seq, "http://a/")) }
    for seq in 4...6 { _ = frontier.admit(try job(seq, "http://b/")) }
    #expect(startAll(&frontier).map(\.seq) == [1, 4, 2, 5, 3, 6])
  }

  @Test func `a host's last job is known while there is plenty to do`() throws {
    var frontier = frontier(concurrency: 2)
    for (seq, url) in ["http://a/", "http://a/", "http://b/", "http://c/", "http://d/"].enumerated()
    {
      _ = frontier.admit(try job(seq, url))
    }
    let jobs = startAll(&frontier)
    #expect(jobs.map(\.request.url.host) == ["a", "b"])
    #expect(jobs.map(\.isHostsLast) == [false, true])
    _ = frontier.settle(jobs[0], exchange(.response), now: start)
    // Only two wait now: what is read next may be of this host.
    #expect(startAll(&frontier).map(\.isHostsLast) == [true])
    _ = frontier.settle(jobs[1], exchange(.response), now: start)
    #expect(startAll(&frontier).map(\.isHostsLast) == [false])
  }

  @Test func `scheme, port and letter case make no other host`() throws {
    var frontier = frontier(perHost: 1)
    for (seq, url) in ["http://a:81/", "https://A/", "http://a/"].enumerated() {
      _ = frontier.admit(try job(seq, url))
    }
    #expect(startAll(&frontier).count == 1)
  }

  @Test func `a redirect goes on under its target's cap, before what waits there`() throws {
    var frontier = frontier(concurrency: 10, perHost: 1)
    _ = frontier.admit(try job(1, "http://a/"))
    _ = frontier.admit(try job(2, "http://b/1"))
    _ = frontier.admit(try job(3, "http://b/2"))
    let started = startAll(&frontier)
    #expect(started.map(\.seq) == [1, 2])

    let target = try request("http://b/target")
    #expect(frontier.settle(started[0], exchange(.redirect(.success(target))), now: start) == nil)
    #expect(startAll(&frontier).isEmpty)

    #expect(frontier.settle(started[1], exchange(.response), now: start) != nil)
    let next = startAll(&frontier)
    #expect(next.map(\.seq) == [1])
    #expect(next[0].redirects == 1)
    #expect(next[0].attempts == 1)
  }

  @Test(arguments: [0, 1, 3])
  func `redirects are followed as often as allowed`(limit: Int) throws {
    var frontier = frontier(maxRedirects: limit)
    _ = frontier.admit(try job(1, "http://a/"))
    var followed = 0
    while true {
      let job = try #require(startAll(&frontier).first)
      let redirect = exchange(.redirect(.success(try request("http://a/again"))), status: 302)
      guard let outcome = frontier.settle(job, redirect, now: start) else {
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
    for seq in 1...5 { _ = frontier.admit(try job(seq, "http://h\(seq % 3)/")) }
    let started = startAll(&frontier)
    let waiting = Set(1...5).subtracting(started.map(\.seq))

    let interrupted = frontier.stop().map(\.record)

    #expect(interrupted.map(\.seq) == waiting.sorted())
    #expect(interrupted.allSatisfy { $0.error?.kind == .interrupted && $0.attempts == 0 })
    #expect(frontier.admit(try job(6, "http://a/"))?.record.error?.kind == .interrupted)
    #expect(!frontier.isFinished)
    #expect(frontier.settle(started[0], exchange(.response), now: start)?.record.ok == true)
    let redirect = exchange(.redirect(.success(try request("http://a/"))))
    #expect(
      frontier.settle(started[1], redirect, now: start)?.record.error?.kind == .interrupted)
    #expect(frontier.isFinished)
  }

  @Test func `waiting time is added up over redirects, transfer time apart`() throws {
    var frontier = frontier(concurrency: 1)
    _ = frontier.admit(try job(1, "http://a/", now: start))
    guard case .start(let first) = frontier.next(now: start + .seconds(2)) else { return }
    var redirect = exchange(.redirect(.success(try request("http://b/"))))
    redirect.cost.total = .seconds(5)
    _ = frontier.settle(first, redirect, now: start + .seconds(7))
    guard case .start(let second) = frontier.next(now: start + .seconds(10)) else { return }
    var response = exchange(.response)
    response.cost.total = .seconds(1)
    response.cost.firstByte = .milliseconds(500)

    let outcome = frontier.settle(second, response, now: start + .seconds(11))

    let record = try #require(outcome).record
    #expect(record.times.queued == .seconds(5))
    #expect(record.times.total == .seconds(6))
    #expect(record.times.firstByte == .milliseconds(5500))
    #expect(record.finalURL == "http://b/")
  }

  /// Random moods of many hosts: at every step the caps hold, no job that may start is left waiting
  /// while a slot is free, and every entry is settled exactly once.
  @Test(arguments: 1...50)
  func `invariants hold in any order of events`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let concurrency = Int.random(in: 1...20, using: &random)
    let perHost = Int.random(in: 1...5, using: &random)
    var frontier = frontier(concurrency: concurrency, perHost: perHost, maxRedirects: 3)
    let total = 400
    var admitted = 0
    var running: [Job] = []
    var settled: [Int: Int] = [:]
    var waiting: [String: Int] = [:]

    while settled.count < total {
      if admitted < total, Bool.random(using: &random) {
        admitted += 1
        let host = "h\(Int.random(in: 0..<10, using: &random))"
        waiting[host, default: 0] += 1
        _ = frontier.admit(try job(admitted, "http://\(host)/"))
        if admitted == total { frontier.endList() }
      }
      if let index = running.indices.randomElement(using: &random), Bool.random(using: &random) {
        let job = running.remove(at: index)
        let host = "h\(Int.random(in: 0..<10, using: &random))"
        let verdict: Exchange.Verdict =
          Int.random(in: 0..<4, using: &random) == 0
          ? .redirect(.success(try request("http://\(host)/"))) : .response
        if let outcome = frontier.settle(job, exchange(verdict), now: start) {
          settled[outcome.record.seq, default: 0] += 1
        } else {
          waiting[host, default: 0] += 1
        }
      }
      for job in startAll(&frontier) {
        running.append(job)
        waiting[job.request.url.host, default: 0] -= 1
      }
      let perHostNow = Dictionary(grouping: running, by: \.request.url.host).mapValues(\.count)
      #expect(running.count <= concurrency)
      #expect(perHostNow.values.allSatisfy { $0 <= perHost })
      if running.count < concurrency {
        let idle = waiting.filter { $0.value > 0 && perHostNow[$0.key, default: 0] < perHost }
        #expect(idle.isEmpty)
      }
      #expect(frontier.inFlight == running.count)
      #expect(frontier.waiting == waiting.values.reduce(0, +))
    }
    #expect(settled.count == total)
    #expect(settled.values.allSatisfy { $0 == 1 })
    #expect(frontier.isFinished)
  }
}
