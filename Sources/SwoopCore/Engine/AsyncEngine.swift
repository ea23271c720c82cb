import Curl
import Locking

/// Attempts as children of one task group on event loops, each of which serves a lane of hosts.
///
/// A child is a worker: it loops over the scheduler's jobs with one transfer of its own. One child a
/// job would be simpler, and slower: a group's children stand in a list that each end walks.
final class AsyncEngine: Engine {
  private let context: Attempt.Context
  private let loops: Int
  private let concurrency: Int
  private let running = Monitor<(loops: [EventLoop], isCancelled: Bool)>(([], false))

  /// Idle connections that are kept: some for each transfer, as long as they are few in all.
  static func connections(concurrency: Int) -> Int {
    min(max(64, concurrency), 4 * concurrency)
  }

  /// Transfers of a loop from which on waiting for events is cheaper than looking at all of them.
  static let eventsFrom = 256

  /// - Parameters:
  ///   - concurrency: how many transfers may be in flight.
  ///   - loops: from 1; as many as the scheduler has lanes.
  init(_ context: Attempt.Context, concurrency: Int, loops: Int) {
    self.context = context
    self.loops = loops
    self.concurrency = concurrency
  }

  func run(_ scheduler: Scheduler) throws {
    let pool = DiskPool()
    defer { pool.close() }
    try EventLoop.with(loops, limits) { loops in
      let finished = Monitor(false)
      _ = Task(executorPreference: loops[0]) { [context] in
        await AsyncEngine.work(scheduler, on: loops, context, pool)
        finished.update { $0 = true }
      }
      let isCancelled = running.withLock { running in
        running.loops = loops
        return running.isCancelled
      }
      if isCancelled { cancel() }
      finished.wait { $0 ? () : nil }
    }
  }

  private var limits: TransferDriver.Limits {
    let connections = AsyncEngine.connections(concurrency: concurrency) / loops
    let isLarge = concurrency / loops >= AsyncEngine.eventsFrom
    let cheapest = context.options.driving ?? (isLarge ? .events : .poll)
    // libcurl looks the proxy's name up.
    return .init(
      driving: context.options.usesProxies ? .poll : cheapest, connections: max(1, connections))
  }

  /// Not by cancelling the tasks: a handler for that in each of thousands would cost more than the rest
  /// of what a transfer takes from its task.
  func cancel() {
    let loops = running.withLock { running in
      running.isCancelled = true
      return running.loops
    }
    for loop in loops { loop.cancel() }
  }

  func dropGivenUp() {
    for loop in running.withLock({ $0.loops }) { loop.dropGivenUp() }
  }

  /// The one concurrent place of this mode: as many workers as the scheduler asks for.
  private static func work(
    _ scheduler: Scheduler, on loops: [EventLoop], _ context: Attempt.Context, _ pool: DiskPool
  ) async {
    let (needed, need) = AsyncStream.makeStream(of: Int.self)
    scheduler.onDemand { demand in
      switch demand {
      case .worker(let lane): need.yield(lane)
      case .end: need.finish()
      }
    }
    let lanes = loops.enumerated().map { AsyncLane($0, on: $1, scheduler, context, pool) }
    await withDiscardingTaskGroup { group in
      for await lane in needed {
        group.addTask(executorPreference: loops[lane]) { await lanes[lane].serve() }
      }
    }
  }
}
