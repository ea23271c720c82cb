import Curl
import Locking
import Testing

@testable import SwoopCore

@Suite struct ProxyFrontierTests {
  private let start = Instant.now
  private let dead = FetchError(.proxy, "http://10.0.0.1:3128: no connection to the proxy")

  private func frontier(
    _ count: Int, _ rotation: Proxies.Rotation = .request, cap: Int? = nil, failures: Int? = 10,
    concurrency: Int = 100, lanes: Int = 1
  ) throws -> Frontier {
    var proxies = try Proxies(
      (0..<count).map { Proxies.Member(try Proxy("http://10.0.0.\($0):3128")) })
    (proxies.rotation, proxies.cap, proxies.failures) = (rotation, cap, failures)
    var limits = Frontier.Limits(concurrency: concurrency)
    limits.lanes = lanes
    limits.proxies = proxies
    return Frontier(limits: limits)
  }

  private var failed: Exchange {
    var exchange = exchange(.failure(dead))
    (exchange.status, exchange.proxySign) = (nil, .failed)
    return exchange
  }

  private var carried: Exchange {
    var exchange = exchange(.response)
    exchange.proxySign = .carried
    return exchange
  }

  private var refused: Exchange {
    var exchange = exchange(.failure(FetchError(.connect, "the proxy answered 503 to CONNECT")))
    (exchange.status, exchange.proxySign) = (nil, .refused)
    return exchange
  }

  @Test func `no more go through a proxy at once than its cap allows`() throws {
    var frontier = try frontier(3, cap: 2)
    for seq in 1...10 { _ = frontier.admit(try job(seq, "http://h\(seq)/"), now: start) }
    let jobs = startAll(&frontier, start)
    #expect(jobs.compactMap(\.passage?.proxy).sorted() == [0, 0, 1, 1, 2, 2])
    _ = frontier.settle(jobs[0], carried, now: start)
    #expect(startAll(&frontier, start).map(\.passage?.proxy) == [jobs[0].passage?.proxy])
  }

  @Test func `a host whose proxy is full stands in no other host's way`() throws {
    var frontier = try frontier(2, .host, cap: 1)
    for seq in 1...100 { _ = frontier.admit(try job(seq, "http://h\(seq)/"), now: start) }
    let first = startAll(&frontier, start)
    #expect(Set(first.map(\.passage?.proxy)) == [0, 1])
    let slow = try #require(first.first)
    // One keeps its request for good: all hosts of the other come to their turn.
    var current = try #require(first.last)
    var others = 0
    while true {
      others += 1
      _ = frontier.settle(current, carried, now: start)
      let next = startAll(&frontier, start)
      #expect(next.count <= 1)
      guard let job = next.first else { break }
      #expect(job.passage?.proxy == current.passage?.proxy)
      current = job
    }
    #expect(frontier.waiting == 99 - others)
    #expect((30...70).contains(others))
    _ = frontier.settle(slow, carried, now: start)
    #expect(startAll(&frontier, start).map(\.passage?.proxy) == [slow.passage?.proxy])
  }

  @Test func `who waits for a full proxy goes elsewhere once another came through`() throws {
    var frontier = try frontier(2, .host, cap: 1)
    for seq in 1...3 { _ = frontier.admit(try job(seq, "http://h/\(seq)"), now: start) }
    let first = try #require(startAll(&frontier, start).first)
    #expect(frontier.settle(first, refused, now: start).isEmpty)
    // The next takes the room, and the retry goes through the other proxy.
    let second = try #require(startAll(&frontier, start).first)
    #expect(second.seq == 2 && second.passage?.proxy == first.passage?.proxy)
    let later = start + .seconds(60)
    let again = try #require(startAll(&frontier, later).first)
    #expect(again.seq == 1 && again.passage?.proxy != first.passage?.proxy)
    #expect(startAll(&frontier, later).isEmpty)
    _ = frontier.settle(again, carried, now: later)
    let third = startAll(&frontier, later)
    #expect(third.map(\.seq) == [3])
    #expect(third.map(\.passage?.proxy) == [again.passage?.proxy])
  }

  @Test func `a host is blamed on a proxy once, however often it answers later`() throws {
    var frontier = try frontier(2, .host)
    for seq in 1...3 {
      _ = frontier.admit(try job(seq, "http://h\(seq)/"), now: start)
    }
    var now = start
    for _ in 1...3 {
      for job in startAll(&frontier, now) {
        var answer = job.attempts == 1 ? refused : carried
        if job.attempts == 2 { answer.status = 503 }
        _ = frontier.settle(job, answer, now: now)
      }
      now = now + .seconds(60)
    }
    #expect(frontier.proxies.map(\.rests).reduce(0, +) <= 1)
    #expect(frontier.waiting == 0)
  }

  @Test func `room that a host is called for and does not take is another's`() throws {
    var frontier = try frontier(1, .host, cap: 2)
    for (seq, host) in [(1, "a"), (2, "b"), (3, "b")] {
      _ = frontier.admit(try job(seq, "http://\(host)/"), now: start)
    }
    let first = startAll(&frontier, start)
    #expect(first.map(\.seq) == [1, 2])
    for (seq, host) in [(4, "c"), (5, "d")] {
      _ = frontier.admit(try job(seq, "http://\(host)/"), now: start)
    }
    #expect(started(&frontier, start)?.seq == nil)
    // b is called, and then asks for time.
    _ = frontier.settle(first[0], carried, now: start)
    var later = carried
    later.hints.limitReset = .seconds(30)
    _ = frontier.settle(first[1], later, now: start)
    #expect(startAll(&frontier, start).map(\.seq).sorted() == [4, 5])
  }

  @Test func `what a proxy fails goes through another, and is no attempt`() throws {
    var frontier = try frontier(2)
    _ = frontier.admit(try job(1, "http://h/"), now: start)
    let first = try #require(started(&frontier, start))
    #expect(frontier.settle(first, failed, now: start).isEmpty)
    let second = try #require(started(&frontier, start))
    #expect(second.attempts == 1)
    #expect(second.passage?.proxy != first.passage?.proxy)
    let outcomes = frontier.settle(second, carried, now: start)
    #expect(outcomes.map(\.record.ok) == [true])
    #expect(outcomes.map(\.record.attempts) == [1])
    #expect(frontier.proxies.map(\.failures).sorted() == [0, 1])
  }

  @Test func `an entry's tries end, with the proxy's failure in its record`() throws {
    var frontier = try frontier(2, failures: nil)
    _ = frontier.admit(try job(1, "http://h/"), now: start)
    var now = start
    var tries = 0
    var outcomes: [Outcome] = []
    while outcomes.isEmpty {
      guard let job = started(&frontier, now) else {
        guard case .wait(let until?) = frontier.outlook(now: now) else {
          Issue.record("nothing to wait for")
          return
        }
        now = until
        continue
      }
      tries += 1
      outcomes = frontier.settle(job, failed, now: now)
    }
    // Two retries and two proxies.
    #expect(tries == 5)
    let record = try #require(outcomes.first?.record)
    #expect(record.error == dead)
    #expect(record.attempts == 1)
    #expect(frontier.waiting == 0 && frontier.inFlight == 0)
  }

  @Test func `while all rest, nothing starts, and one entry tries when the first rest ends`() throws
  {
    var frontier = try frontier(1)
    for seq in 1...5 { _ = frontier.admit(try job(seq, "http://h\(seq)/"), now: start) }
    let jobs = startAll(&frontier, start)
    #expect(jobs.count == 5)
    for job in jobs { #expect(frontier.settle(job, failed, now: start).isEmpty) }
    #expect(started(&frontier, start)?.seq == nil)
    guard case .wait(let until?) = frontier.outlook(now: start) else {
      Issue.record("no alarm")
      return
    }
    let load = frontier.load(now: start)
    #expect(load.proxies == .init(count: 1, pause: start.duration(to: until)))
    #expect(load.waiting == 5)
    let probe = try #require(started(&frontier, until))
    #expect(started(&frontier, until)?.seq == nil)
    #expect(frontier.settle(probe, carried, now: until).count == 1)
    #expect(frontier.load(now: until).proxies == nil)
    #expect(startAll(&frontier, until).count == 4)
  }

  @Test
  func `once all have failed too often, what waits fails, and what comes is tried again later`()
    throws
  {
    var frontier = try frontier(1, failures: 2)
    for seq in 1...5 { _ = frontier.admit(try job(seq, "http://h\(seq)/"), now: start) }
    let first = try #require(started(&frontier, start))
    #expect(frontier.settle(first, failed, now: start).isEmpty)
    let later = start + .seconds(60)
    let probe = try #require(started(&frontier, later))
    let outcomes = frontier.settle(probe, failed, now: later)
    #expect(outcomes.map(\.record.seq).sorted() == [1, 2, 3, 4, 5])
    #expect(outcomes.allSatisfy { $0.record.error?.kind == .proxy })
    let refused = frontier.admit(try job(6, "http://h6/"), now: later)
    #expect(refused?.record.error?.kind == .proxy)
    // Its rest is over.
    let end = later + .seconds(60)
    _ = frontier.outlook(now: end)
    #expect(frontier.admit(try job(7, "http://h7/"), now: end) == nil)
    #expect(started(&frontier, end)?.seq == 7)
  }

  @Test func `what a proxy can't reach is tried through another, and the host is not blamed twice`()
    throws
  {
    var frontier = try frontier(3, .host)
    _ = frontier.admit(try job(1, "http://h/"), now: start)
    var now = start
    var used: [Int] = []
    for _ in 0..<2 {
      let job = try #require(started(&frontier, now))
      used.append(try #require(job.passage?.proxy))
      #expect(frontier.settle(job, refused, now: now).isEmpty)
      now = now + .seconds(60)
    }
    let last = try #require(started(&frontier, now))
    used.append(try #require(last.passage?.proxy))
    #expect(Set(used).count == 3)
    #expect(last.attempts == 3)
    #expect(frontier.settle(last, carried, now: now).map(\.record.ok) == [true])
  }

  @Test(arguments: Proxies.Rotation.allCases)
  func `a host goes on through the proxy that came through to it`(rotation: Proxies.Rotation)
    throws
  {
    var frontier = try frontier(2, rotation)
    var now = start
    /// The proxies that an entry goes through, of which only some come through.
    func fetch(_ seq: Int, through well: (Int) -> Bool) throws -> [Int] {
      _ = frontier.admit(try job(seq, "http://h/"), now: now)
      var used: [Int] = []
      while let job = started(&frontier, now) {
        let proxy = try #require(job.passage?.proxy)
        used.append(proxy)
        _ = frontier.settle(job, well(proxy) ? carried : refused, now: now)
        now = now + .seconds(60)
      }
      return used
    }
    let first = try fetch(1) { _ in true }[0]
    let other = 1 - first
    for seq in 2...3 { _ = try fetch(seq) { $0 == other } }
    for seq in 4...9 { #expect(try fetch(seq) { $0 == other } == [other]) }
    // Until that one does so no more.
    #expect(try fetch(10) { $0 == first } == [other, first])
    for seq in 11...16 { #expect(try fetch(seq) { $0 == first } == [first]) }
    #expect(frontier.proxies.map(\.rests) == [0, 0])
  }

  @Test func `a POST that a proxy has not sent on is sent again`() throws {
    var frontier = try frontier(2)
    let post = try request("http://h/", RequestDefaults(method: "POST", body: [1]))
    _ = frontier.admit(job(1, post), now: start)
    let first = try #require(started(&frontier, start))
    #expect(frontier.settle(first, failed, now: start).isEmpty)
    #expect(started(&frontier, start)?.seq == 1)
  }

  @Test func `a hop that its proxy fails is made again, without those before it`() throws {
    var frontier = try frontier(2)
    _ = frontier.admit(try job(1, "http://a/"), now: start)
    let first = try #require(started(&frontier, start))
    var redirect = exchange(.redirect(.success(try request("http://b/"))), status: 302)
    redirect.proxySign = .carried
    _ = frontier.settle(first, redirect, now: start)
    let hop = try #require(started(&frontier, start))
    _ = frontier.settle(hop, failed, now: start)
    let again = try #require(started(&frontier, start))
    #expect(again.request.url.host == "b")
    #expect(again.redirects == 1)
    #expect(again.attempts == 1)
  }
}
