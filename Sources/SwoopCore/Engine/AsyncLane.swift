import Curl
import Locking
import Synchronization

/// What the workers of an event loop have in common.
final class AsyncLane: Sendable {
  fileprivate let number: Int
  fileprivate let loop: EventLoop
  fileprivate let scheduler: Scheduler
  fileprivate let context: Attempt.Context
  fileprivate let pool: DiskPool
  private let workers = Atomic(0)

  init(
    _ number: Int, on loop: EventLoop, _ scheduler: Scheduler, _ context: Attempt.Context,
    _ pool: DiskPool
  ) {
    self.number = number
    self.loop = loop
    self.scheduler = scheduler
    self.context = context
    self.pool = pool
  }

  /// A worker's task: takes jobs until there are none. To be run on the lane's loop.
  func serve() async {
    // A task group looks for a child that ends from the oldest on: the oldest had better end first.
    let worker = AsyncWorker(workers.add(1, ordering: .relaxed).newValue, self)
    while await worker.takesJob() {
      await worker.lookUp()
      guard let (attempt, ticket) = worker.begin() else { continue }
      await worker.close(loop.run(attempt, ticket))
    }
  }
}

/// What a worker has at hand.
///
/// Thousands of workers wait at a time, and all that an asynchronous function has in its variables, or
/// had in them before, is kept while it waits. So what is large is on the heap, and is touched in
/// functions of their own, which are not to be inlined.
private final class AsyncWorker {
  private let number: Int
  private let lane: AsyncLane
  /// The job that is to begin.
  private var turn = Scheduler.Turn.retire
  private var start = Instant.now
  private var destination: Result<Destination, FetchError>?
  private var attempt: Attempt?
  /// Why the job came to nothing before there was an attempt.
  private var failure: (any Error)?
  private var spare: Transfer?

  init(_ number: Int, _ lane: AsyncLane) {
    self.number = number
    self.lane = lane
  }

  /// Gives back what is finished, and waits for the next job; false: there will be none.
  func takesJob() async -> Bool {
    if !takesTurn() { turn = await nextTurn() }
    start = .now
    return if case .start = turn { true } else { false }
  }

  @inline(never)
  private func nextTurn() async -> Scheduler.Turn {
    await withCheckedContinuation { continuation in
      lane.scheduler.wait(in: lane.number, worker: number) { continuation.resume(returning: $0) }
    }
  }

  @inline(never)
  private func takesTurn() -> Bool {
    guard let next = lane.scheduler.next(in: lane.number, after: takeFinished()) else {
      return false
    }
    turn = next
    return true
  }

  private func takeFinished() -> Scheduler.Finished? {
    if let attempt = attempt.take() {
      defer { if !attempt.isTransferReusable { spare = nil } }
      return Scheduler.Finished(job: attempt.job, exchange: attempt.exchange())
    }
    guard let failure = failure.take(), case .start(let job) = turn else { return nil }
    return Scheduler.Finished(job: job, exchange: Attempt.failed(failure, since: start))
  }

  /// Finds out where the job goes.
  func lookUp() async {
    if !knowsDestination() { destination = await foundDestination() }
  }

  @inline(never)
  private func foundDestination() async -> Result<Destination, FetchError> {
    await withCheckedContinuation { continuation in
      findDestination { continuation.resume(returning: $0) }
    }
  }

  @inline(never)
  private func knowsDestination() -> Bool {
    guard case .start(let job) = turn else { return false }
    destination = lane.context.resolver.knownDestination(of: job, lane.context.options)
    return destination != nil
  }

  @inline(never)
  private func findDestination(
    _ resume: @escaping @Sendable (Result<Destination, FetchError>) -> Void
  ) {
    guard case .start(let job) = turn else { return resume(.failure(.interruptedRun)) }
    lane.context.resolver.findDestination(of: job, lane.context.options, resume)
  }

  /// Sets the job's transfer up; nil: that has failed.
  @inline(never)
  func begin() -> (Attempt, EventLoop.Ticket)? {
    guard case .start(let job) = turn, let destination else { return nil }
    do {
      let transfer = if let spare { spare } else { try Transfer() }
      let ticket = lane.loop.ticket()
      let relieve: @Sendable () -> Void = { [loop = lane.loop] in loop.resume(ticket) }
      let disk = BodyWriter.Disk(
        pool: lane.pool, pieceSize: lane.context.options.bodyPiece, relieve: relieve)
      let attempt = try Attempt(
        job, to: destination.get(), lane.context, on: transfer, disk: disk, relieve: relieve)
      self.attempt = attempt
      turn = .retire
      spare = transfer
      return (attempt, ticket)
    } catch {
      spare = nil
      failure = error
      return nil
    }
  }

  /// The transfer has ended: waits until its body is written.
  func close(_ end: Attempt.End) async {
    if isWriting(after: end) { await written() }
  }

  @inline(never)
  private func written() async {
    await withCheckedContinuation { continuation in
      guard let attempt else { return continuation.resume() }
      attempt.whenWritten { continuation.resume() }
    }
  }

  @inline(never)
  private func isWriting(after end: Attempt.End) -> Bool {
    attempt?.close(end)
    return attempt?.hasWrites == true
  }
}
