import Locking
import Origin
import Testing

@testable import SwoopCore

/// Wherever a request is, giving it up ends it, and nothing else.
@Suite struct CancellationTests {
  /// Begins a fetch, waits until it is where it should be, cancels it, and takes its record.
  private func cancel(
    _ request: Request, of fetcher: Fetcher, when isThere: () -> Bool
  ) async -> Record {
    let task = Task { await fetcher.fetch(request) }
    #expect(await eventually(isThere))
    task.cancel()
    return await task.value
  }

  @Test(arguments: Mode.allCases)
  func `a transfer in flight is ended`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let other = Task { await fetcher.fetch(Request(origin.url("/delay/300"))) }
      let record = await cancel(Request(origin.url("/hang")), of: fetcher) {
        origin.requests(to: "/hang") > 0 && origin.requests() == 2
      }
      #expect(record.error?.kind == .interrupted)
      #expect(record.attempts == 1)
      #expect(await other.value.ok)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a job that waits for a slot is dropped`(mode: Mode) async throws {
    try await withFetcher(mode, configure: { $0.perHost = .fixed(1) }) { origin, fetcher in
      let first = Task { await fetcher.fetch(Request(origin.url("/hang"))) }
      #expect(await eventually { origin.requests(to: "/hang") > 0 })
      let record = await cancel(Request(origin.url("/text")), of: fetcher) {
        fetcher.load.waiting == 1
      }
      #expect(record.error?.kind == .interrupted)
      #expect(record.attempts == 0)
      #expect(fetcher.load.waiting == 0)
      #expect(fetcher.load.inFlight == 1)
      first.cancel()
      #expect(await first.value.error?.kind == .interrupted)
      #expect(await fetcher.fetch(Request(origin.url("/text"))).ok)
      #expect(origin.requests(to: "/text") == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a job that waits for its next attempt is dropped`(mode: Mode) async throws {
    try await withFetcher(mode, configure: { $0.retry.firstDelay = .seconds(50) }) {
      origin, fetcher in
      let record = await cancel(Request(origin.url("/flaky/c/5")), of: fetcher) {
        origin.requests() > 0 && fetcher.load.retrying == 1
      }
      #expect(record.error?.kind == .interrupted)
      #expect(record.attempts == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a job whose host is being looked up is dropped`(mode: Mode) async throws {
    let (asked, gate) = (Monitor(false), Monitor(false))
    try await withFetcher(
      mode,
      configure: {
        $0.attempt.lookUp = { name in
          asked.update { $0 = true }
          gate.wait { $0 ? () : nil }
          return AddressLookup.system(name)
        }
      }
    ) { origin, fetcher in
      let record = await cancel("http://slow.invalid/", of: fetcher) { asked.withLock { $0 } }
      #expect(record.error?.kind == .interrupted)
      #expect(await fetcher.fetch(Request(origin.url("/text"))).ok)
      gate.update { $0 = true }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a task that was cancelled before starts nothing`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let gate = Monitor(false)
      let task = Task {
        while !gate.withLock({ $0 }) { await Task.yield() }
        return await fetcher.fetch(Request(origin.url("/text")))
      }
      task.cancel()
      gate.update { $0 = true }
      #expect(await task.value.error?.kind == .interrupted)
      #expect(origin.requests() == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `thousands are given up at once`(mode: Mode) async throws {
    try await withFetcher(mode, configure: { $0.perHost = .fixed(2) }) { origin, fetcher in
      let all = Task {
        await withTaskGroup(of: Record.self) { group in
          for _ in 1...5000 { group.addTask { await fetcher.fetch(Request(origin.url("/hang"))) } }
          return await group.reduce(0) { $0 + ($1.error?.kind == .interrupted ? 1 : 0) }
        }
      }
      #expect(await eventually { fetcher.load.waiting == 4998 })
      all.cancel()
      #expect(await all.value == 5000)
      #expect(fetcher.load.inFlight == 0)
      #expect(fetcher.load.waiting == 0)
    }
  }

  /// Each job may be given up between two looks at it.
  @Test func `none is lost that is given up while others are dropped`() throws {
    let host = Host(name: "h", lane: 0, limits: Frontier.Limits(concurrency: 1))
    for seq in 1...3 { host.enqueue(job(seq, try request("http://h/")), .last) }
    var looks: [Int: Int] = [:]
    let removed = host.removeJobs { job in
      looks[job.seq, default: 0] += 1
      return looks[job.seq, default: 0] > 1
    }
    #expect(removed.count + host.waitingJobs == 3)
  }

  @Test(arguments: Mode.allCases)
  func `a scope may end while others cancel`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      for _ in 1...20 {
        let tasks = try await withFetcher(FetchOptions(mode: mode)) { fetcher in
          let tasks = (1...50).map { _ in
            Task { await fetcher.fetch(Request(origin.url("/hang"))) }
          }
          #expect(await eventually { fetcher.load.waiting == 42 })
          Task { for task in tasks { task.cancel() } }
          return tasks
        }
        for task in tasks { #expect(await task.value.error?.kind == .interrupted) }
      }
    }
  }
}
