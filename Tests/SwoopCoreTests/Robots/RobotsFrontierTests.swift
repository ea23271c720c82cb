import Curl
import Locking
import Testing

@testable import SwoopCore

/// What waits for an origin's rules, and what becomes of it, on a manual clock.
@Suite struct RobotsFrontierTests: RobotsFrontiers {
  let start = Instant.now

  @Test func `the rules are asked for once, first, and what waits for them holds no slot`() throws {
    var frontier = frontier(concurrency: 2)
    try admit(1...3, { "http://a/\($0)" }, to: &frontier)
    #expect(frontier.load(now: start).waiting == 3)
    let robots = try #require(started(&frontier, start))
    #expect(robots.isForRobots && robots.seq == 1)
    #expect(robots.request.url.text == "http://a/robots.txt")
    #expect(started(&frontier, start) == nil)
    // The other slot is free for others.
    _ = frontier.admit(try job(4, "http://b/4", now: start), now: start)
    #expect(started(&frontier, start)?.request.url.host == "b")
    let load = frontier.load(now: start)
    #expect(load.waiting == 4)
    #expect(load.inFlight == 2)
    frontier.endList()
    #expect(frontier.isFinished == false)
    // A connection to it is of use all the while.
    #expect(frontier.isDone(with: "a") == false)
    #expect(frontier.settle(robots, file(""), now: start).isEmpty)
    #expect(startAll(&frontier, start).map(\.seq) == [1])
  }

  @Test func `what the rules refuse is settled, in the list's order, and blames nobody`() throws {
    var frontier = frontier { $0.hostFailures = 1 }
    try admit(1...4, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    let outcomes = frontier.settle(
      robots, file("User-agent: *\nDisallow: /2\nDisallow: /4"), now: start)
    #expect(outcomes.map { $0.record.seq } == [2, 4])
    #expect(outcomes.allSatisfy { $0.record.error?.kind == .robots && $0.record.attempts == 0 })
    #expect(startAll(&frontier, start).map(\.seq) == [1, 3])
    let late = frontier.admit(try job(5, "http://a/42", now: start), now: start)
    #expect(late?.record.error?.message == "robots.txt disallows it in line 3: Disallow: /4")
    _ = frontier.admit(try job(6, "http://a/6", now: start), now: start)
    #expect(started(&frontier, start)?.seq == 6)
  }

  @Test func `each scheme and port has rules of its own`() throws {
    var frontier = frontier()
    let urls = ["http://a/", "http://a:80/x", "https://a/", "http://a:8080/", "http://b/"]
    for (index, url) in urls.enumerated() {
      _ = frontier.admit(try job(index + 1, url, now: start), now: start)
    }
    #expect(
      startAll(&frontier, start).map(\.request.url.text).sorted() == [
        "http://a/robots.txt", "http://a:8080/robots.txt", "http://b/robots.txt",
        "https://a/robots.txt",
      ])
  }

  @Test(arguments: [
    (200, true), (204, true), (300, true), (304, true), (400, true), (401, true), (403, true),
    (404, true), (410, true), (451, true), (429, false), (500, false), (503, false), (599, false),
    (600, false),
  ])
  func `a status says whether everything or nothing is allowed`(
    status: Int, isAllowed: Bool
  ) throws {
    var frontier = frontier()
    try admit(1...1, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    let outcomes = frontier.settle(robots, exchange(.response, status: status), now: start)
    #expect(outcomes.isEmpty == isAllowed)
    if !isAllowed {
      let error = outcomes[0].record.error
      #expect(error?.kind == .robots)
      #expect(error?.message == "robots.txt can't be had: the server answered \(status)")
    }
    let next = frontier.admit(try job(2, "http://a/2", now: start), now: start)
    #expect((next == nil) == isAllowed)
  }

  @Test(arguments: [403, 407])
  func `an answer that may be a proxy's own says nothing of rules, and allows nothing`(
    status: Int
  ) throws {
    var frontier = frontier()
    try admit(1...1, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    var refused = exchange(.response, status: status)
    refused.proxySign = .refused
    #expect(
      frontier.settle(robots, refused, now: start).map(\.record.error?.kind) == [.robots])
  }

  @Test(
    arguments: [
      (.dns, .robots), (.connect, .robots), (.tls, .robots), (.timeout, .robots), (.reset, .robots),
      (.protocol, .robots), (.blockedAddress, .blockedAddress), (.interrupted, .interrupted),
    ] as [(FetchError.Kind, FetchError.Kind)])
  func `no answer allows nothing, and what can't be asked at all is called so`(
    cause: FetchError.Kind, kind: FetchError.Kind
  ) throws {
    var frontier = frontier()
    try admit(1...2, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    var failed = exchange(.failure(FetchError(cause, "it failed")))
    failed.status = nil
    let outcomes = frontier.settle(robots, failed, now: start)
    #expect(outcomes.map { $0.record.error?.kind } == [kind, kind])
    frontier.endList()
    #expect(frontier.isFinished == true)
  }

  @Test func `they are tried again like everything else, and nobody waits in vain`() throws {
    var frontier = frontier { $0.retry.retries = 2 }
    try admit(1...2, { "http://a/\($0)" }, to: &frontier)
    var now = start
    for attempt in 1...3 {
      let robots = try #require(started(&frontier, now))
      #expect(robots.isForRobots && robots.attempts == attempt)
      let outcomes = frontier.settle(robots, exchange(.response, status: 503), now: now)
      #expect(outcomes.count == (attempt == 3 ? 2 : 0))
      guard attempt < 3 else { break }
      #expect(frontier.load(now: now).waiting == 2)
      #expect(frontier.load(now: now).holdup?.waiting == 2)
      now = now + .seconds(60)
    }
  }

  @Test func `what is given up while its rules are asked for takes those who wait with it`() throws
  {
    var frontier = frontier {
      $0.hostFailures = 2
      $0.retry.retries = 5
    }
    try admit(1...2, { "http://a/\($0)" }, to: &frontier)
    var failed = exchange(.failure(FetchError(.connect, "no connection")))
    failed.status = nil
    let first = try #require(started(&frontier, start))
    #expect(frontier.settle(first, failed, now: start).isEmpty)
    let later = start + .seconds(60)
    let second = try #require(started(&frontier, later))
    let outcomes = frontier.settle(second, failed, now: later)
    #expect(outcomes.map { $0.record.error?.kind } == [.hostFailed, .hostFailed])
    frontier.endList()
    #expect(frontier.isFinished == true)
  }

  @Test func `five redirects are followed, to other hosts too; six are as none`() throws {
    for hops in [5, 6] {
      var frontier = frontier { $0.maxRedirects = 0 }
      try admit(1...1, { "http://a/\($0)" }, to: &frontier)
      var robots = try #require(started(&frontier, start))
      for hop in 1...hops {
        let target = try request("http://h\(hop)/rules")
        let outcomes = frontier.settle(
          robots, exchange(.redirect(.success(target)), status: 301), now: start)
        #expect(outcomes.isEmpty)
        guard hop <= 5 else { break }
        robots = try #require(started(&frontier, start))
        #expect(robots.isForRobots && robots.request.url.host == "h\(hop)")
        #expect(frontier.load(now: start).waiting == 1)
      }
      if hops == 5 {
        #expect(frontier.settle(robots, file("User-agent: *\nDisallow: /"), now: start).count == 1)
      } else {
        #expect(started(&frontier, start)?.seq == 1)
      }
    }
  }

  @Test func `a redirect to nowhere is as no file`() throws {
    var frontier = frontier()
    try admit(1...1, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    let nowhere = FetchError(.unsupportedScheme, "ftp")
    let outcomes = frontier.settle(
      robots, exchange(.redirect(.failure(nowhere)), status: 302), now: start)
    #expect(outcomes.isEmpty)
    #expect(started(&frontier, start)?.seq == 1)
  }

  @Test func `each hop of an entry must be allowed, and a refused one is its end`() throws {
    var frontier = frontier()
    try admit(1...1, { "http://a/\($0)" }, to: &frontier)
    _ = frontier.settle(
      try #require(started(&frontier, start)), file("User-agent: *\nDisallow: /no"), now: start)
    let first = try #require(started(&frontier, start))
    // To another origin, whose rules must be had first.
    let target = exchange(.redirect(.success(try request("http://b/x"))), status: 302)
    #expect(frontier.settle(first, target, now: start).isEmpty)
    let robots = try #require(started(&frontier, start))
    #expect(robots.isForRobots && robots.request.url.text == "http://b/robots.txt")
    #expect(frontier.load(now: start).waiting == 1)
    #expect(frontier.settle(robots, file(""), now: start).isEmpty)
    let second = try #require(started(&frontier, start))
    #expect(second.redirects == 1 && second.seq == 1)
    // And back, where this path is not allowed.
    let back = exchange(.redirect(.success(try request("http://a/no"))), status: 302)
    let record = try #require(frontier.settle(second, back, now: start).first).record
    #expect(record.error?.kind == .robots)
    #expect(record.finalURL == "http://a/no")
    #expect(record.redirects == 2)
    #expect(record.attempts == 1)
    frontier.endList()
    #expect(frontier.isFinished == true)
  }

  @Test func `a delay is the least time between requests to its host, from the rules' own on`()
    throws
  {
    var frontier = frontier { $0.retry.longestWait = .seconds(30) }
    try admit(1...3, { "http://a/\($0)" }, to: &frontier)
    let robots = try #require(started(&frontier, start))
    _ = frontier.settle(robots, file("User-agent: *\nCrawl-delay: 10"), now: start)
    var seconds: [Int] = []
    for second in 0...40 where started(&frontier, start + .seconds(second)) != nil {
      seconds.append(second)
    }
    #expect(seconds == [10, 20, 30])
  }

  @Test func `a delay is no longer than the longest wait, and no rate is made faster`() throws {
    let rate = try Rate("1/m")
    for (delay, longest, hostRate, expected) in [
      (3600, 30, nil, [30, 60]), (5, 30, rate, [60, 120]), (5, 0, nil, [0, 0]),
    ] as [(Int, Int, Rate?, [Int])] {
      var frontier = frontier {
        $0.retry.longestWait = .seconds(longest)
        $0.hostRate = hostRate
      }
      try admit(1...2, { "http://a/\($0)" }, to: &frontier)
      let robots = try #require(started(&frontier, start))
      _ = frontier.settle(robots, file("User-agent: *\nCrawl-delay: \(delay)"), now: start)
      var seconds: [Int] = []
      for second in 0...150 {
        while started(&frontier, start + .seconds(second)) != nil { seconds.append(second) }
      }
      #expect(seconds == expected)
    }
  }
}
