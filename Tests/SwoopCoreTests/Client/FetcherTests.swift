import Locking
import Origin
import Testing

@testable import SwoopCore

/// A fetcher against a server of its own, with quick retries.
func withFetcher<Value: Sendable>(
  _ mode: Mode, configure: (inout FetchOptions) throws -> Void = { _ in },
  _ body: (Origin, Fetcher) async throws -> Value
) async throws -> Value {
  try await Origin.withOrigin { origin in
    var options = FetchOptions(mode: mode)
    options.retry.firstDelay = .milliseconds(10)
    try configure(&options)
    return try await withFetcher(options) { try await body(origin, $0) }
  }
}

/// Single requests, with their bodies in memory.
@Suite struct FetcherTests {
  @Test(arguments: Mode.allCases)
  func `a body comes whole, and its record with it`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let plain = try await fetcher.fetch(Request(origin.url("/bytes/1000"))).get()
      #expect(plain.body?.count == 1000)
      #expect(plain.status == 200)
      #expect(plain.attempts == 1)
      #expect(plain.seq == 1)
      #expect(plain.source == "request:1")
      let gzip = try await fetcher.fetch(Request(origin.url("/gzip/300000"))).get()
      #expect(gzip.body == Array(repeating: UInt8(ascii: "a"), count: 300_000))
      let redirected = try await fetcher.fetch(Request(origin.url("/redirect/3"))).get()
      #expect(redirected.redirects == 3)
      #expect(redirected.body?.isEmpty == false)
      let empty = try await fetcher.fetch(Request(origin.url("/bytes/0"))).get()
      #expect(empty.body == [])
    }
  }

  @Test(arguments: Mode.allCases)
  func `what fails has its record, too`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let cases = [
        (origin.url("/status/404"), FetchError.Kind.httpStatus), ("nonsense", .invalidURL),
        ("ftp://h/", .unsupportedScheme), ("", .invalidURL),
        (origin.url("/truncate/1000"), .reset), ("http://127.0.0.1:1/", .connect),
      ]
      for (url, kind) in cases {
        let record = await fetcher.fetch(Request(url))
        #expect(record.error?.kind == kind, "\(url)")
        #expect(record.body == nil)
        #expect(throws: FetchError.self) { try record.get() }
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a request is sent as it says`(mode: Mode) async throws {
    try await withFetcher(
      mode,
      configure: { $0.defaults = try RequestDefaults(headers: [HeaderField(parsing: "X-A: all")]) }
    ) { origin, fetcher in
      let request = Request(
        origin.url("/echo"), method: "PUT", headers: [try HeaderField(parsing: "X-B: own")],
        body: Array("sent".utf8))
      let echo = try await fetcher.fetch(request).get()
      let text = String(decoding: echo.body ?? [], as: UTF8.self)
      #expect(text.contains("PUT"))
      let received = try #require(origin.received(path: "/echo").first)
      #expect(received.headers.contains { $0.name == "X-A" && $0.value == "all" })
      #expect(received.headers.contains { $0.name == "X-B" && $0.value == "own" })
      #expect(received.body == Array("sent".utf8))
    }
  }

  @Test(arguments: Mode.allCases)
  func `a body is as long as allowed and no longer`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let request = Request(origin.url("/chunked/5000"))
      #expect(await fetcher.fetch(request, longestBody: 5000).body?.count == 5000)
      let long = await fetcher.fetch(request, longestBody: 4999)
      #expect(long.error?.kind == .tooLarge)
      #expect(long.body == nil)
    }
    try await withFetcher(mode, configure: { $0.attempt.maxSize = 100 }) { origin, fetcher in
      let record = await fetcher.fetch(Request(origin.url("/bytes/101")))
      #expect(record.error?.kind == .tooLarge)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a body is what its request says`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let text = try await fetcher.fetch(Request(origin.url("/text"))).get()
      let digest = sha256(try #require(text.body))
      let good = Request(origin.url("/text"), sha256: digest)
      #expect(await fetcher.fetch(good).sha256 == digest)
      let other = Request(origin.url("/html"), sha256: digest)
      #expect(await fetcher.fetch(other).error?.kind == .checksumMismatch)
      #expect(await fetcher.fetch(Request("http://h/", sha256: "x")).error?.kind == .invalidURL)
    }
  }

  @Test(arguments: Mode.allCases)
  func `all requests share the limits`(mode: Mode) async throws {
    try await withFetcher(mode, configure: { $0.perHost = .fixed(3) }) { origin, fetcher in
      let url = origin.url("/delay/5")
      await withTaskGroup(of: Void.self) { group in
        for number in 1...30 {
          group.addTask { #expect(await fetcher.fetch(Request("\(url)?\(number)")).ok) }
        }
        group.addTask {
          for await record in fetcher.fetch((1...30).map { Request("\(url)?n\($0)") }) {
            #expect(record.ok)
          }
        }
      }
      #expect(origin.requests() == 60)
      #expect(origin.peakConcurrency() == 3)
    }
  }

  @Test(arguments: Mode.allCases)
  func `every exchange is told of`(mode: Mode) async throws {
    let reports = Monitor<[ExchangeReport]>([])
    try await withFetcher(
      mode, configure: { $0.onExchange = { report in reports.withLock { $0.append(report) } } }
    ) { origin, fetcher in
      _ = try await fetcher.fetch(Request(origin.url("/flaky/hook/2"))).get()
      _ = try await fetcher.fetch(Request(origin.url("/redirect/1"))).get()
      let seen = reports.withLock { $0 }
      #expect(seen.map(\.seq) == [1, 1, 1, 2, 2])
      #expect(seen.map(\.attempt) == [1, 2, 3, 1, 1])
      #expect(seen.map(\.redirects) == [0, 0, 0, 0, 1])
      #expect(seen.map(\.status) == [503, 503, 200, 302, 200])
      #expect(seen.map { $0.error == nil } == [false, false, true, true, true])
      #expect(seen.allSatisfy { $0.times.total > .zero && $0.remoteIP == "127.0.0.1" })
    }
  }

  @Test(arguments: Mode.allCases)
  func `after its scope nothing is fetched`(mode: Mode) async throws {
    let fetcher = try await withFetcher(FetchOptions(mode: mode)) { $0 }
    #expect(await fetcher.fetch("http://127.0.0.1:1/").error?.kind == .interrupted)
    let records = fetcher.fetch(["http://127.0.0.1:1/", "http://127.0.0.1:1/"])
    #expect(await records.reduce(0) { $0 + ($1.error?.kind == .interrupted ? 1 : 0) } == 2)
  }

  @Test(arguments: Mode.allCases)
  func `what is under way ends with the scope`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let hanging = Request(origin.url("/hang"))
      let task = try await withFetcher(FetchOptions(mode: mode)) { fetcher in
        let task = Task { await fetcher.fetch(hanging) }
        #expect(await eventually { origin.requests(to: "/hang") > 0 })
        return task
      }
      #expect(await task.value.error?.kind == .interrupted)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what the body throws is thrown`(mode: Mode) async throws {
    struct Mistake: Error {}
    await #expect(throws: Mistake.self) {
      try await withFetcher(FetchOptions(mode: mode)) { _ in throw Mistake() }
    }
  }
}

/// What is told to a fetcher without the command's checks.
@Suite struct FetchOptionsTests {
  @Test(arguments: Mode.allCases)
  func `numbers below 1 count as 1`(mode: Mode) async throws {
    try await withFetcher(
      mode,
      configure: {
        ($0.concurrency, $0.loops, $0.window, $0.perHost) = (0, -1, 0, .fixed(0))
      }
    ) { origin, fetcher in
      let requests = (1...20).map { Request(origin.url("/bytes/\($0)")) }
      let ok = await fetcher.fetch(requests).reduce(0) { $0 + ($1.ok ? 1 : 0) }
      #expect(ok == 20)
      #expect(origin.peakConcurrency() == 1)
    }
  }
}
