#if os(Linux)
  import Foundation
  import Origin
  import Testing

  @testable import SwoopCore

  /// What a fetcher takes from the system, it gives back.
  @Suite struct FetcherLeakTests {
    @Test(arguments: Mode.allCases)
    func `threads and descriptors are gone with the scope`(mode: Mode) async throws {
      try await Origin.withOrigin { origin in
        // The first one starts what lives as long as the process.
        try await use(origin, mode)
        let before = Holdings.now
        for _ in 1...5 { try await use(origin, mode) }
        await before.expectNoMore(origin)
      }
    }

    @Test(arguments: Mode.allCases)
    func `a fetcher is freed with what it was used for`(mode: Mode) async throws {
      try await Origin.withOrigin { origin in
        weak var freed: Fetcher?
        try await withFetcher(FetchOptions(mode: mode)) { fetcher in
          freed = fetcher
          try await use(fetcher, origin)
        }
        #expect(await eventually { freed == nil })
      }
    }

    private func use(_ origin: Origin, _ mode: Mode) async throws {
      try await withFetcher(FetchOptions(mode: mode)) { try await use($0, origin) }
      origin.resetCounters()
    }

    /// Every way to fetch, to the end and not.
    private func use(_ fetcher: Fetcher, _ origin: Origin) async throws {
      _ = try await fetcher.fetch(Request(origin.url("/bytes/1000"))).get()
      _ = try await fetcher.fetch(Request(origin.url("/bytes/1G"))) { body in
        var iterator = body.makeAsyncIterator()
        _ = try await iterator.next()
      }
      let requests = (1...40).map { Request(origin.url("/bytes/10", host: "127.0.0.\($0)")) }
      for await record in fetcher.fetch(requests) { #expect(record.ok) }
      for await _ in fetcher.fetch(requests + [Request(origin.url("/hang"))]) { break }
      let task = Task { await fetcher.fetch(Request(origin.url("/hang?task"))) }
      #expect(await eventually { origin.requests(to: "/hang?task") > 0 })
      task.cancel()
      #expect(await task.value.error?.kind == .interrupted)
      // This one ends with the scope.
      _ = Task { await fetcher.fetch(Request(origin.url("/hang?scope"))) }
      #expect(await eventually { origin.requests(to: "/hang?scope") > 0 })
    }
  }
#endif
