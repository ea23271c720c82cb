import Synchronization

/// Fetches what a program asks for, as long as ``withFetcher(_:_:)`` lasts: single requests, bodies as they
/// come, or many requests at once.
///
/// ```swift
/// try await withFetcher { fetcher in
///   let page = try await fetcher.fetch("https://example.org/").get()
///   print(page.status ?? 0, page.body?.count ?? 0)
/// }
/// ```
///
/// All that it fetches shares its limits: connections, slots, rates, what is known of hosts. Any task may use
/// it. What is asked of it after its scope has ended gets records whose error is
/// ``FetchError/Kind/interrupted``.
public final class Fetcher: Sendable {
  /// Requests of a sequence that may be between it and their records.
  let window: Int
  private let parser: EntryParser
  private let saver: BodySaver
  private let room: EngineRoom
  private let entries = Atomic(0)

  init(_ options: FetchOptions) {
    var options = options
    window = options.fetchersWindow
    // Bodies are handed over in memory: what bounds them is the window.
    options.attempt.bodyMemory = .max
    parser = EntryParser(defaults: options.requestDefaults)
    let bodies = BodyStore(options.attempt, Outputs(records: []))
    saver = BodySaver(store: bodies)
    room = EngineRoom(options, bodies) { outcomes in
      for outcome in outcomes { outcome.call?.deliver(outcome) }
    }
  }

  /// Runs what fetches until `cancel`; blocks.
  func run() throws {
    try room.run()
  }

  /// Ends all that is under way, and all that is still to come.
  func cancel() {
    room.cancel()
  }

  /// What is in flight and what waits.
  var load: FetchRun.Progress.Load { room.scheduler.load }

  // MARK: One request

  /// Fetches one request, its body in memory.
  ///
  /// Where the task is cancelled, the transfer is ended at once, and the record's error is
  /// ``FetchError/Kind/interrupted``.
  ///
  /// - Parameters:
  ///   - request: what to fetch.
  ///   - longestBody: bytes of the body, decoded, from 0; one that is longer makes the entry fail as
  ///     ``FetchError/Kind/tooLarge``. ``AttemptOptions/maxSize`` holds besides. Default: 16 MiB.
  /// - Returns: the entry's record, with its ``Record/body`` if it is ok. ``Record/get()`` throws if it is
  ///   not.
  public nonisolated(nonsending) func fetch(
    _ request: Request, longestBody: Int = 16 << 20
  ) async -> Record {
    let cancellation = Cancellation()
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        admit(
          request,
          Call(.whole(longest: longestBody), cancellation) { continuation.resume(returning: $0) })
      }
    } onCancel: {
      giveUp(cancellation)
    }
    return record(of: outcome)
  }

  /// Fetches one request, and hands its body over as it comes.
  ///
  /// ```swift
  /// let (size, record) = try await fetcher.fetch("https://example.org/large") { body in
  ///   var size = 0
  ///   for try await bytes in body { size += bytes.count }
  ///   return size
  /// }
  /// ```
  ///
  /// What fails before a body has begun is tried again like everything else; what breaks off later is not,
  /// because its beginning has been handed over. The transfer is over when this returns: a body that `use`
  /// leaves unread is cut off, and the record's error is ``FetchError/Kind/interrupted`` then, unless all of
  /// it has come. Until then, the transfer keeps its slot, and that of its host, from other requests; those
  /// that `use` makes included.
  ///
  /// Where the task is cancelled, the body breaks off as ``FetchError/Kind/interrupted``.
  ///
  /// - Parameters:
  ///   - request: what to fetch.
  ///   - use: reads the body of a response with a status of 200-399, which may be empty, and is from
  ///     300 on. It is not called where there is no such response.
  /// - Returns: what `use` returns, and the entry's record.
  /// - Throws: ``FetchError`` when there is no such response, and what `use` throws.
  public nonisolated(nonsending) func fetch<Value>(
    _ request: Request, _ use: nonisolated(nonsending) (BodyStream) async throws -> Value
  ) async throws -> (value: Value, record: Record) {
    let channel = BodyChannel()
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      admit(
        request,
        Call(.stream(channel), cancellation) { [self] outcome in
          channel.end(self.record(of: outcome))
        })
      let result: Result<Value, any Error>
      do {
        let head = try await channel.head()
        result = .success(
          try await use(
            BodyStream(head: head, channel: channel) { [self] in
              giveUp(cancellation)
            }))
      } catch {
        result = .failure(error)
      }
      if !channel.hasEnded { giveUp(cancellation) }
      let record = await channel.record()
      return (try result.get(), record)
    } onCancel: {
      giveUp(cancellation)
    }
  }

  // MARK: Many requests

  /// Fetches requests as they come: as many at once as the limits allow, in whatever order they finish.
  ///
  /// Fetching begins when the first record is asked for. Up to ``FetchOptions/window`` requests are between
  /// `requests` and their records at a time; who is slow to take records is waited for.
  ///
  /// Records have no bodies unless ``AttemptOptions/bodyInRecord`` says so. As many requests are under way
  /// then as have such bodies in ``AttemptOptions/bodyMemory`` together, or ``FetchOptions/concurrency``, if
  /// that is more. Each sequence counts by itself.
  ///
  /// - Parameter requests: what to fetch; it is asked for one when there is room. Where the task is cancelled,
  ///   the one that feeds from it is, too, and is waited for.
  /// - Returns: a record for each request. If `requests` throws, that is thrown after the records of those
  ///   that came before. Where the task is cancelled, no more requests are taken, and the records of what
  ///   is not done are ``FetchError/Kind/interrupted``; who stops asking for records ends everything, too.
  public func fetch<Requests: AsyncSequence & Sendable>(
    _ requests: Requests
  ) -> some AsyncSequence<Record, Requests.Failure> & Sendable where Requests.Element == Request {
    Records(requests, fetcher: self)
  }

  /// Fetches requests: as many at once as the limits allow, in whatever order they finish.
  ///
  /// As ``fetch(_:)-(Requests)`` does for requests that come one by one.
  ///
  /// - Parameter requests: what to fetch; it may be endless, and should not block.
  /// - Returns: a record for each request, likewise.
  public func fetch<Requests: Sequence<Request> & Sendable>(
    _ requests: Requests
  ) -> some AsyncSequence<Record, Never> & Sendable {
    Records(Unhurried(base: requests), fetcher: self)
  }

  // MARK: What all of them do

  /// Has a request fetched; the call gets its outcome, now or later.
  func admit(_ request: Request, _ call: Call) {
    let number = entries.add(1, ordering: .relaxed).newValue
    let parsed = parser.parse(request)
    let entry = Entry(
      seq: number, order: number, place: Place(source: "request", line: number),
      name: parsed.name, content: parsed.content, call: call)
    switch parsed.content {
    case .success(let prepared): room.scheduler.admit(entry, prepared)
    case .failure(let error): call.deliver(.refused(entry, error))
    }
  }

  /// Ends what is under way for calls.
  func giveUp(_ cancellation: Cancellation) {
    cancellation.request()
    room.scheduler.dropGivenUp()
  }

  /// The record of an outcome, with its body if that was wanted.
  func record(of outcome: Outcome) -> Record {
    saver.settle(outcome).record
  }
}

extension FetchOptions {
  /// As many entries as have their bodies in memory, but no fewer than transfers.
  fileprivate var fetchersWindow: Int {
    guard let body = attempt.bodyInRecord else { return window }
    return min(window, max(concurrency, attempt.bodyMemory / max(1, body)))
  }
}
