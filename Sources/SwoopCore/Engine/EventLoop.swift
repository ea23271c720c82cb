import Curl
import Locking
import Synchronization

/// A thread that drives many transfers through one libcurl multi handle, and is the executor of the
/// tasks that await them: a task runs between two rounds of socket work, so that starting a
/// transfer and resuming its task cost no change of thread.
final class EventLoop: TaskExecutor, @unchecked Sendable {
  // Unchecked: `driver` is only touched on the loop's own thread, all else is behind a lock.

  /// Names one use of a transfer, which is reused for many.
  struct Ticket: Hashable {
    fileprivate let number: UInt64
  }

  /// What the loop is told, but for its jobs.
  fileprivate struct Orders {
    var resumed: [Ticket] = []
    var isCancelled = false
    var dropsGivenUp = false
    /// Stays set.
    var isStopped = false

    var isEmpty: Bool { resumed.isEmpty && !isCancelled && !dropsGivenUp && !isStopped }
  }

  fileprivate struct Mailbox {
    var jobs: [UnownedJob] = []
    var orders = Orders()
    /// Set while the thread waits, or is about to: who puts something in then has to wake it.
    var isWaiting = false

    var isEmpty: Bool { jobs.isEmpty && orders.isEmpty }
  }

  /// Jobs that are run between two looks at the sockets.
  private static let jobsAtOnce = 64

  private let mailbox = Monitor(Mailbox())
  private let tickets = Atomic<UInt64>(0)
  private let waker: MultiHandle.Waker
  private var driver: TransferDriver?

  private init(_ driver: consuming TransferDriver) {
    waker = driver.multi.waker
    self.driver = consume driver
  }

  /// Runs `body` with loops of its own, whose threads end before this returns.
  ///
  /// - Parameters:
  ///   - count: loops, from 1.
  ///   - limits: those of each.
  static func with<Result>(
    _ count: Int, _ limits: TransferDriver.Limits, _ body: ([EventLoop]) throws -> Result
  ) throws -> Result {
    var running: [(loop: EventLoop, thread: Thread)] = []
    defer {
      for (loop, _) in running { loop.post { $0.orders.isStopped = true } }
      for (_, thread) in running { thread.join() }
    }
    for _ in 0..<count {
      let loop = EventLoop(try TransferDriver(limits))
      running.append((loop, try Thread { loop.run() }))
    }
    return try body(running.map(\.loop))
  }

  // MARK: From any thread

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    post { $0.jobs.append(job) }
  }

  /// A name for the next use of a transfer.
  func ticket() -> Ticket {
    Ticket(number: tickets.add(1, ordering: .relaxed).newValue)
  }

  /// Ends all transfers at once, and those to come as soon as they start.
  func cancel() {
    post { $0.orders.isCancelled = true }
  }

  /// Ends the transfers that nobody waits for any more.
  func dropGivenUp() {
    post { $0.orders.dropsGivenUp = true }
  }

  /// Lets a transfer go on whose body's taker had it pause; one that has ended stays as it is.
  func resume(_ ticket: Ticket) {
    post { $0.orders.resumed.append(ticket) }
  }

  private func post(_ change: (inout Mailbox) -> Void) {
    let isWaiting = mailbox.withLock { mailbox in
      change(&mailbox)
      defer { mailbox.isWaiting = false }
      return mailbox.isWaiting
    }
    if isWaiting { waker.wake() }
  }

  // MARK: On the loop's thread

  /// Runs an attempt's transfer to its end. To be called by a task of this loop.
  func run(_ attempt: Attempt, _ ticket: Ticket) async -> Attempt.End {
    await withCheckedContinuation { continuation in
      driver?.start(attempt, ticket, continuation)
    }
  }

  private func run() {
    while true {
      let (jobs, orders) = mailbox.withLock { $0.take(jobs: EventLoop.jobsAtOnce) }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
      if orders.isCancelled { driver?.cancel() }
      if orders.dropsGivenUp { driver?.dropGivenUp() }
      for ticket in orders.resumed { driver?.resume(ticket) }
      driver?.drive()
      if orders.isStopped, jobs.isEmpty { break }

      let mayWait = mailbox.withLock { mailbox in
        mailbox.isWaiting = mailbox.isEmpty
        return mailbox.isWaiting
      }
      driver?.wait(milliseconds: mayWait ? AttemptOptions.longestWait : 0)
      if mayWait { mailbox.withLock { $0.isWaiting = false } }
    }
    // Here, because libcurl may call back while it closes connections.
    driver = nil
  }
}

extension EventLoop.Mailbox {
  /// What is to be done in one turn of the loop.
  fileprivate mutating func take(
    jobs count: Int
  ) -> (jobs: ArraySlice<UnownedJob>, orders: EventLoop.Orders) {
    defer {
      jobs.removeFirst(min(count, jobs.count))
      orders.resumed = []
      orders.isCancelled = false
      orders.dropsGivenUp = false
    }
    return (jobs.prefix(count), orders)
  }
}
