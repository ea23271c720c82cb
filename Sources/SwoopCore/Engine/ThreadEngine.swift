import Curl
import Locking
import Synchronization

/// Attempts on a bounded pool of threads, each with one transfer that it blocks on. It has one lane:
/// any thread may take any job.
final class ThreadEngine: Engine {
  private let context: Attempt.Context
  private let isCancelled = Atomic(false)
  /// Those of all threads ever started; a waker may outlive its handle.
  private let wakers = Monitor<[MultiHandle.Waker]>([])

  private struct Pool {
    var threads: [Thread] = []
    var failure: Errno?
    var missing = 0
    /// Set at the end: how many threads were wanted in all.
    var asked: Int?

    var isComplete: Bool { threads.count + missing == asked }
  }

  /// Idle connections that each thread keeps: some, unless that would be thousands in all.
  static func connections(concurrency: Int) -> Int {
    min(4, max(1, 256 / concurrency))
  }

  private let connections: Int

  /// - Parameter concurrency: how many threads there may be.
  init(_ context: Attempt.Context, concurrency: Int) {
    self.context = context
    connections = ThreadEngine.connections(concurrency: concurrency)
  }

  /// The one concurrent place of this mode: as many threads as the scheduler asks for.
  func run(_ scheduler: Scheduler) throws {
    let pool = Monitor(Pool())
    scheduler.onDemand { [self] demand in
      switch demand {
      case .worker: startWorker(in: pool, for: scheduler)
      case .end(let asked): pool.update { $0.asked = asked }
      }
    }
    // A thread may still be on its way into the pool when everything is settled.
    let (threads, failure) = pool.wait { $0.isComplete ? ($0.threads, $0.failure) : nil }
    for thread in threads { thread.join() }
    if let failure, threads.isEmpty { throw failure }
  }

  func cancel() {
    isCancelled.store(true, ordering: .sequentiallyConsistent)
    wakeAll()
  }

  func dropGivenUp() {
    // Each looks whether its own job is meant.
    wakeAll()
  }

  private func wakeAll() {
    for waker in wakers.withLock({ $0 }) { waker.wake() }
  }

  private func startWorker(in pool: Monitor<Pool>, for scheduler: Scheduler) {
    do {
      let thread = try Thread { [self] in serve(scheduler) }
      pool.update { $0.threads.append(thread) }
    } catch {
      // Fewer threads do the same work, later; without any, what waits is given up.
      if scheduler.workerIsMissing(in: 0) == 0 { scheduler.stop() }
      pool.update { pool in
        pool.missing += 1
        pool.failure = error
      }
    }
  }

  /// A worker: takes jobs until there are none.
  private func serve(_ scheduler: Scheduler) {
    Thread.yieldToRunningThreads()
    let answer = Monitor<Scheduler.Turn?>(nil)
    var spare: Worker?
    var finished: Scheduler.Finished?
    while case .start(let job) = scheduler.turn(after: finished, waitingOn: answer) {
      let start = Instant.now
      let exchange: Exchange
      do {
        let destination = try context.resolver.destination(of: job, context.options)
        let worker = if let spare { spare } else { try makeWorker() }
        spare = worker
        let transfer = if let spare = worker.spare { spare } else { try Transfer() }
        let relief = Relief(of: worker.multi.waker)
        let attempt = try Attempt(job, to: destination, context, on: transfer) { relief.come() }
        attempt.close(run(attempt, in: worker.multi, relief))
        exchange = attempt.exchange()
        worker.spare = attempt.isTransferReusable ? transfer : nil
      } catch {
        exchange = Attempt.failed(error, since: start)
      }
      finished = Scheduler.Finished(job: job, exchange: exchange)
    }
  }

  /// What a thread keeps from one job to the next. libcurl's blocking call has a multi handle of its
  /// own inside; with ours, a transfer can be ended from another thread.
  private final class Worker {
    let multi: MultiHandle
    var spare: Transfer?

    init(connections: Int) throws(CurlError) {
      multi = try MultiHandle()
      try multi.keep(connections: connections)
    }
  }

  private func makeWorker() throws(CurlError) -> Worker {
    let worker = try Worker(connections: connections)
    let waker = worker.multi.waker
    wakers.withLock { $0.append(waker) }
    return worker
  }

  /// Tells a thread that its transfer, which was told to pause, may go on.
  private final class Relief: Sendable {
    private let hasCome = Atomic(false)
    private let waker: MultiHandle.Waker

    init(of waker: MultiHandle.Waker) {
      self.waker = waker
    }

    func come() {
      hasCome.store(true, ordering: .sequentiallyConsistent)
      waker.wake()
    }

    func take() -> Bool { hasCome.exchange(false, ordering: .sequentiallyConsistent) }
  }

  /// Blocks until the transfer has ended, or is cancelled.
  private func run(
    _ attempt: Attempt, in multi: borrowing MultiHandle, _ relief: Relief
  ) -> Attempt.End {
    let transfer = attempt.transfer
    /// Set when libcurl is done with it, and its body is not: a part waits for a pause's end.
    var ended: CurlCode?
    do {
      try multi.add(transfer)
      defer { if ended == nil { multi.remove(transfer) } }
      while true {
        // A wake-up that comes after this look ends the wait at once.
        if isCancelled.load(ordering: .sequentiallyConsistent) || attempt.job.isGivenUp {
          return .cancelled
        }
        try multi.perform()
        if let (_, code) = multi.nextFinished() {
          guard code == .ok, transfer.hasBacklog else { return .finished(code) }
          ended = code
          multi.remove(transfer)
        }
        if relief.take() {
          guard transfer.resume() else { return .finished(.writeError) }
          if let ended, !transfer.hasBacklog { return .finished(ended) }
        }
        if transfer.hasStalled(now: .now) { return .finished(.abortedByCallback) }
        try multi.wait(milliseconds: AttemptOptions.longestWait)
      }
    } catch {
      return .broken(error)
    }
  }
}

extension Resolver {
  /// Blocks until the answer is there.
  fileprivate func destination(
    of job: Job, _ options: AttemptOptions
  ) throws(FetchError) -> Destination {
    if let known = knownDestination(of: job, options) { return try known.get() }
    let found = Monitor<Result<Destination, FetchError>?>(nil)
    findDestination(of: job, options) { answer in found.update { $0 = answer } }
    return try found.wait { $0 }.get()
  }
}

extension Scheduler {
  /// Blocks until there is a turn; `answer` is the calling worker's own.
  fileprivate func turn(after finished: Finished?, waitingOn answer: Monitor<Turn?>) -> Turn {
    if let turn = next(in: 0, after: finished) { return turn }
    wait(in: 0) { turn in answer.update { $0 = turn } }
    return answer.wait { $0.take() }
  }
}
