import Locking
import Origin
import Testing

@testable import SwoopCore

/// Many requests, and a record for each.
@Suite struct RecordsTests {
  @Test(arguments: Mode.allCases)
  func `each request has one record`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let paths = ["/bytes/10", "/status/404", "/redirect/1", "/flaky-reset/k/1", "/gzip/1000"]
      let requests =
        (1...500).map {
          Request(origin.url("\(paths[$0 % 5])?\($0)", host: "127.0.0.\($0 % 9 + 1)"))
        }
        + ["nonsense", "ftp://h/", ""]
      var seen: [Int] = []
      for await record in fetcher.fetch(requests) {
        seen.append(record.seq)
        #expect(record.url == requests[record.seq - 1].url)
        #expect(record.body == nil)
      }
      #expect(seen.sorted() == Array(1...503))
    }
  }

  @Test(arguments: Mode.allCases)
  func `requests may come one by one, and end with an error`(mode: Mode) async throws {
    struct Mistake: Error {}
    try await withFetcher(mode) { origin, fetcher in
      let (requests, source) = AsyncThrowingStream.makeStream(of: Request.self)
      for number in 1...20 { source.yield(Request(origin.url("/delay/10?\(number)"))) }
      source.finish(throwing: Mistake())
      var count = 0
      await #expect(throws: Mistake.self) {
        for try await record in fetcher.fetch(requests) {
          #expect(record.ok)
          count += 1
        }
      }
      #expect(count == 20)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a slow taker has the requests wait`(mode: Mode) async throws {
    let taken = Monitor(0)
    try await withFetcher(mode, configure: { $0.window = 10 }) { origin, fetcher in
      let url = origin.url("/bytes/1")
      let endless = sequence(first: 1) { $0 + 1 }.lazy.map { number in
        taken.withLock { $0 = number }
        return Request("\(url)?\(number)")
      }
      var count = 0
      for await record in fetcher.fetch(Uncounted(endless)) {
        #expect(record.ok)
        count += 1
        #expect(taken.withLock { $0 } <= count + 10)
        if count == 100 { break }
      }
      // All that was under way is given up with the loop.
      #expect(await eventually { fetcher.load.inFlight == 0 && fetcher.load.waiting == 0 })
      #expect(origin.requests() <= 110)
    }
  }

  @Test(arguments: Mode.allCases)
  func `cancelling gives each request that was taken its record`(mode: Mode) async throws {
    let taken = Monitor(0)
    try await withFetcher(mode) { origin, fetcher in
      let url = origin.url("/hang")
      let requests = (1...50).lazy.map { number in
        taken.withLock { $0 = number }
        return Request("\(url)?\(number)")
      }
      let task = Task {
        await fetcher.fetch(Uncounted(requests)).reduce(into: [Record]()) { $0.append($1) }
      }
      #expect(await eventually { origin.requests() == 8 })
      task.cancel()
      let records = await task.value
      #expect(records.count == taken.withLock { $0 })
      #expect(records.allSatisfy { $0.error?.kind == .interrupted })
      #expect(await fetcher.fetch(Request(origin.url("/text"))).ok)
    }
  }

  @Test(arguments: Mode.allCases)
  func `bodies are in the records if they are wanted there`(mode: Mode) async throws {
    try await withFetcher(mode, configure: { $0.attempt.bodyInRecord = 1000 }) { origin, fetcher in
      let requests = (990...1010).map { Request(origin.url("/bytes/\($0)")) }
      for await record in fetcher.fetch(requests) {
        #expect(record.ok)
        #expect(record.body?.count == (record.bytes <= 1000 ? record.bytes : nil))
      }
      #expect(fetcher.window == 20_000)
    }
    let large = Fetcher(FetchOptions(mode: mode, bodyInRecord: 1 << 20))
    #expect(large.window == 64)
  }

  @Test(arguments: Mode.allCases)
  func `two may fetch at once`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let requests = (1...200).map { Request(origin.url("/bytes/10?\($0)")) }
      async let one = fetcher.fetch(requests).reduce(0) { $0 + ($1.ok ? 1 : 0) }
      async let other = fetcher.fetch(requests).reduce(0) { $0 + ($1.ok ? 1 : 0) }
      #expect(await (one, other) == (200, 200))
    }
  }
}

extension FetchOptions {
  fileprivate init(mode: Mode, bodyInRecord: Int) {
    self.init(mode: mode)
    attempt.bodyInRecord = bodyInRecord
  }
}

/// A lazy sequence whose closure counts what is taken of it.
private struct Uncounted<Base: Sequence<Request>>: Sequence, @unchecked Sendable {
  // Unchecked: what the closures touch is behind a lock.
  private let base: Base

  init(_ base: Base) { self.base = base }

  func makeIterator() -> Base.Iterator { base.makeIterator() }
}
