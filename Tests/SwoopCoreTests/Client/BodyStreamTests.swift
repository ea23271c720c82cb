import Origin
import Testing

@testable import SwoopCore

/// Bodies that are handed over as they come.
@Suite struct BodyStreamTests {
  private func read(_ body: BodyStream) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in body { bytes += piece }
    return bytes
  }

  @Test(arguments: Mode.allCases)
  func `a body comes in pieces, and whole`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      for path in ["/bytes/3000000", "/gzip/3000000", "/chunked/3000000"] {
        let (bytes, record) = try await fetcher.fetch(Request(origin.url(path))) { body in
          #expect(body.head.status == 200)
          #expect(body.head.url == origin.url(path))
          return try await read(body)
        }
        #expect(bytes.count == 3_000_000)
        #expect(record.ok)
        #expect(record.bytes == 3_000_000)
        #expect(record.body == nil)
        #expect(await fetcher.fetch(Request(origin.url(path))).body == bytes)
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a redirect's body is not that of its target`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let (url, record) = try await fetcher.fetch(Request(origin.url("/redirect/2"))) { body in
        _ = try await read(body)
        return body.head.url
      }
      #expect(record.redirects == 2)
      #expect(url == record.finalURL)
    }
  }

  @Test(arguments: Mode.allCases)
  func `an empty body is one`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      for path in ["/bytes/0", "/status/204"] {
        let (bytes, record) = try await fetcher.fetch(Request(origin.url(path))) {
          try await read($0)
        }
        #expect(bytes.isEmpty)
        #expect(record.ok)
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a slow reader has the transfer wait`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let size = 20_000_000
      let (count, record) = try await fetcher.fetch(Request(origin.url("/bytes/\(size)"))) { body in
        var iterator = body.makeAsyncIterator()
        var count = 0
        for _ in 1...5 {
          #expect(await eventually { body.channel.unread >= BodyChannel.mostUnread })
          let piece = try #require(await iterator.next())
          #expect(piece.count <= BodyChannel.mostUnread + AttemptOptions.pieces.upperBound)
          count += piece.count
        }
        while let piece = try await iterator.next() { count += piece.count }
        return count
      }
      #expect(count == size)
      #expect(record.ok)
    }
  }

  @Test(arguments: Mode.allCases)
  func `the reader's time is no stall`(mode: Mode) async throws {
    try await withFetcher(mode, configure: { $0.attempt.stallTimeout = .milliseconds(300) }) {
      origin, fetcher in
      // The loop looks for stalled transfers every half a second: another one's end tells that it has.
      let (_, record) = try await fetcher.fetch(Request(origin.url("/bytes/5000000"))) { body in
        #expect(await eventually { body.channel.unread >= BodyChannel.mostUnread })
        #expect(await fetcher.fetch(Request(origin.url("/stall/10"))).error?.kind == .stalled)
        return try await read(body).count
      }
      #expect(record.ok)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is left unread is cut off`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let request = Request(origin.url("/bytes/1G"))
      let (first, record) = try await fetcher.fetch(request) { body in
        var iterator = body.makeAsyncIterator()
        return try await iterator.next()
      }
      #expect(first?.isEmpty == false)
      #expect(record.error?.kind == .interrupted)
      #expect(fetcher.load.inFlight == 0)
      #expect(origin.requests() == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a reader's error ends the transfer`(mode: Mode) async throws {
    struct Mistake: Error {}
    try await withFetcher(mode) { origin, fetcher in
      await #expect(throws: Mistake.self) {
        try await fetcher.fetch(Request(origin.url("/bytes/1G"))) { _ in throw Mistake() }
      }
      #expect(fetcher.load.inFlight == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `cancelling ends a body in its middle`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let request = Request(origin.url("/stall/1000"))
      let task = Task {
        try await fetcher.fetch(request) { body in
          var iterator = body.makeAsyncIterator()
          while let piece = try await iterator.next() {
            if !piece.isEmpty { withUnsafeCurrentTask { $0?.cancel() } }
          }
        }
      }
      await #expect(throws: FetchError.interruptedRun) { try await task.value }
      #expect(fetcher.load.inFlight == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what has not begun is tried again, what breaks off is not`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let (_, record) = try await fetcher.fetch(Request(origin.url("/flaky/stream/2"))) {
        try await read($0)
      }
      #expect(record.attempts == 3)
      let error = await #expect(throws: FetchError.self) {
        try await fetcher.fetch(Request(origin.url("/truncate/100000"))) { try await read($0) }
      }
      #expect(error?.kind == .reset)
      #expect(origin.requests(to: "/truncate/100000") == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `without a body to come there is an error`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      for (url, kind) in [
        (origin.url("/status/404"), FetchError.Kind.httpStatus), ("nonsense", .invalidURL),
        ("http://127.0.0.1:1/", .connect),
      ] {
        let error = await #expect(throws: FetchError.self) {
          try await fetcher.fetch(Request(url)) { _ in Issue.record("nothing came") }
        }
        #expect(error?.kind == kind)
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `the end of a body tells that it was the wrong one`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let digest = String(repeating: "0", count: 64)
      let error = await #expect(throws: FetchError.self) {
        try await fetcher.fetch(Request(origin.url("/bytes/100"), sha256: digest)) {
          try await read($0)
        }
      }
      #expect(error?.kind == .checksumMismatch)
    }
  }

  @Test(arguments: Mode.allCases)
  func `cancelling the one that reads ends the body`(mode: Mode) async throws {
    struct TooLate: Error {}
    try await withFetcher(mode) { origin, fetcher in
      await #expect(throws: TooLate.self) {
        try await fetcher.fetch(Request(origin.url("/stall/1000"))) { body in
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for try await _ in body {} }
            group.addTask {
              while origin.requests() == 0 { await Task.yield() }
              throw TooLate()
            }
            // The first error cancels the other.
            for try await _ in group {}
          }
        }
      }
      #expect(fetcher.load.inFlight == 0)
    }
  }

  @Test(arguments: Mode.allCases)
  func `two that read share the body`(mode: Mode) async throws {
    try await withFetcher(mode) { origin, fetcher in
      let (count, _) = try await fetcher.fetch(Request(origin.url("/bytes/5000000"))) { body in
        async let one = read(body).count
        async let other = read(body).count
        return try await one + other
      }
      #expect(count == 5_000_000)
    }
  }
}
