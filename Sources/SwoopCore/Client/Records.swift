/// The records of requests, as they finish.
struct Records<Requests: AsyncSequence & Sendable>: AsyncSequence, Sendable
where Requests.Element == Request {
  typealias Element = Record
  typealias Failure = Requests.Failure

  private let requests: Requests
  private let fetcher: Fetcher

  init(_ requests: Requests, fetcher: Fetcher) {
    self.requests = requests
    self.fetcher = fetcher
  }

  func makeAsyncIterator() -> Iterator {
    Iterator(requests: requests, fetcher: fetcher)
  }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate let requests: Requests
    fileprivate let fetcher: Fetcher
    private var feed: RecordFeed<Failure>?

    fileprivate init(requests: Requests, fetcher: Fetcher) {
      self.requests = requests
      self.fetcher = fetcher
    }

    mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(Failure) -> Record? {
      let feed = feed ?? RecordFeed(requests, fetcher)
      self.feed = feed
      return try await feed.next()
    }

    mutating func next() async throws(Failure) -> Record? {
      try await next(isolation: nil)
    }
  }
}

/// A sequence that never keeps one waiting.
struct Unhurried<Base: Sequence & Sendable>: AsyncSequence, Sendable {
  typealias Element = Base.Element
  typealias Failure = Never

  let base: Base

  func makeAsyncIterator() -> Iterator { Iterator(base: base.makeIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate var base: Base.Iterator

    mutating func next() async -> Base.Element? { base.next() }

    mutating func next(isolation actor: isolated (any Actor)?) async -> Base.Element? {
      base.next()
    }
  }
}
