/// Feeds requests to a fetcher, and hands their records over; belongs to one iterator, with which it ends.
final class RecordFeed<Failure: Error>: Sendable {
  private let fetcher: Fetcher
  private let queue: OutcomeQueue<Failure>
  private let cancellation = Cancellation()
  private let feeding: Task<Void, Never>

  init<Requests: AsyncSequence & Sendable>(_ requests: Requests, _ fetcher: Fetcher)
  where Requests.Element == Request, Requests.Failure == Failure {
    let queue = OutcomeQueue<Failure>(room: fetcher.window)
    self.fetcher = fetcher
    self.queue = queue
    feeding = Task { [cancellation] in
      var iterator = requests.makeAsyncIterator()
      var failure: Failure?
      do throws(Failure) {
        while await queue.hasRoom(), !Task.isCancelled,
          let request = try await iterator.next(isolation: nil)
        {
          queue.begin()
          fetcher.admit(request, Call(.asInOptions, cancellation) { queue.add($0) })
        }
      } catch {
        failure = error
      }
      queue.end(failure)
    }
  }

  deinit {
    cancel()
  }

  /// The next record; nil when there will be none.
  func next() async throws(Failure) -> Record? {
    let outcome = await withTaskCancellationHandler {
      await queue.next()
    } onCancel: {
      cancel()
    }
    return try outcome.get().map(fetcher.record)
  }

  private func cancel() {
    feeding.cancel()
    fetcher.giveUp(cancellation)
    queue.close()
  }
}
