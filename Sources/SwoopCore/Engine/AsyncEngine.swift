import Curl
import Locking

/// Attempts as children of one task group on an event loop.
///
/// A child is a worker: it loops over the scheduler's jobs with one transfer of its own. One child a
/// job would be simpler, and slower: a group's children stand in a list that each end walks.
final class AsyncEngine: Engine {
  private let context: Attempt.Context
  private let connections: Int
  private let running = Monitor<(task: Task<Void, Never>?, isCancelled: Bool)>((nil, false))

  /// Connections kept for each transfer in flight, as long as they are few in all.
  static let connectionsPerTransfer = 4

  /// - Parameter concurrency: how many transfers may be in flight.
  init(_ context: Attempt.Context, concurrency: Int) {
    self.context = context
    connections = min(max(64, concurrency), AsyncEngine.connectionsPerTransfer * concurrency)
  }

  func run(_ scheduler: Scheduler) throws {
    try EventLoop.with(connections: connections) { loop in
      let finished = Monitor(false)
      let task = Task(executorPreference: loop) { [context] in
        await AsyncEngine.work(scheduler, on: loop, context)
        finished.update { $0 = true }
      }
      let isCancelled = running.withLock { running in
        running.task = task
        return running.isCancelled
      }
      if isCancelled { task.cancel() }
      finished.wait { $0 ? () : nil }
    }
  }

  func cancel() {
    let task = running.withLock { running in
      running.isCancelled = true
      return running.task
    }
    task?.cancel()
  }

  /// The one concurrent place of this mode: as many workers as the scheduler asks for.
  private static func work(
    _ scheduler: Scheduler, on loop: EventLoop, _ context: Attempt.Context
  ) async {
    let (needed, need) = AsyncStream.makeStream(of: Void.self)
    scheduler.onDemand { demand in
      switch demand {
      case .worker: need.yield()
      case .end: need.finish()
      }
    }
    await withDiscardingTaskGroup { group in
      for await _ in needed {
        group.addTask { await serve(scheduler, on: loop, context) }
      }
    }
  }

  /// A worker: takes jobs until there are none.
  private static func serve(
    _ scheduler: Scheduler, on loop: EventLoop, _ context: Attempt.Context
  ) async {
    var spare: Transfer?
    var finished: Scheduler.Finished?
    while case .start(let job) = await scheduler.turn(after: finished) {
      let start = Instant.now
      let exchange: Exchange
      do {
        let destination = try await context.resolver.destination(of: job, context.options)
        let transfer = if let spare { spare } else { try Transfer() }
        let attempt = try Attempt(job, to: destination, context, on: transfer)
        let ticket = loop.ticket()
        let end = await withTaskCancellationHandler {
          await loop.run(transfer, ticket)
        } onCancel: {
          loop.cancel(ticket)
        }
        exchange = attempt.exchange(end)
        spare = attempt.isTransferReusable(after: end) ? transfer : nil
      } catch {
        exchange = Attempt.failed(error, since: start)
      }
      finished = Scheduler.Finished(job: job, exchange: exchange)
    }
  }
}

extension Resolver {
  fileprivate func destination(
    of job: Job, _ options: AttemptOptions
  ) async throws(FetchError) -> Destination {
    if let known = knownDestination(of: job) { return try known.get() }
    return try await withCheckedContinuation { continuation in
      findDestination(of: job, options) { continuation.resume(returning: $0) }
    }.get()
  }
}

extension Scheduler {
  fileprivate func turn(after finished: Finished?) async -> Turn {
    // A cancelled task does not sleep, and has nothing to wait for either.
    if isOutputBehind() { try? await Task.sleep(for: .microseconds(Scheduler.breather)) }
    if let turn = next(after: finished) { return turn }
    return await withCheckedContinuation { continuation in
      wait { continuation.resume(returning: $0) }
    }
  }
}
