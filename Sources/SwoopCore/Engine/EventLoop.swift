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

  private struct Mailbox {
    var jobs: [UnownedJob] = []
    var cancelled: [Ticket] = []
    var isStopped = false
    /// Set while the thread waits, or is about to: who puts something in then has to wake it.
    var isWaiting = false

    var isEmpty: Bool { jobs.isEmpty && cancelled.isEmpty && !isStopped }
  }

  private let mailbox = Monitor(Mailbox())
  private let tickets = Atomic<UInt64>(0)
  private let waker: MultiHandle.Waker
  private var driver: TransferDriver?

  private init(_ driver: consuming TransferDriver) {
    waker = driver.multi.waker
    self.driver = consume driver
  }

  /// Runs `body` with a loop of its own, whose thread ends before this returns.
  ///
  /// - Parameter connections: how many idle connections are kept at the most.
  static func with<Result>(
    connections: Int, _ body: (EventLoop) throws -> Result
  ) throws -> Result {
    let loop = EventLoop(try TransferDriver(connections: connections))
    let thread = try Thread { loop.run() }
    defer {
      loop.post { $0.isStopped = true }
      thread.join()
    }
    return try body(loop)
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

  /// Ends a transfer at once, or as soon as it starts; one that has ended stays as it is.
  func cancel(_ ticket: Ticket) {
    post { $0.cancelled.append(ticket) }
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

  /// Runs a transfer to its end. To be called by a task of this loop.
  func run(_ transfer: Transfer, _ ticket: Ticket) async -> Attempt.End {
    await withCheckedContinuation { continuation in
      driver?.start(transfer, ticket, continuation)
    }
  }

  private func run() {
    while true {
      let (jobs, cancelled, isStopped) = mailbox.withLock { mailbox in
        defer {
          mailbox.jobs = []
          mailbox.cancelled = []
        }
        return (mailbox.jobs, mailbox.cancelled, mailbox.isStopped)
      }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
      for ticket in cancelled { driver?.cancel(ticket) }
      driver?.drive()
      if isStopped, jobs.isEmpty { break }

      let mayWait = mailbox.withLock { mailbox in
        mailbox.isWaiting = mailbox.isEmpty
        return mailbox.isWaiting
      }
      if mayWait {
        driver?.wait(milliseconds: AttemptOptions.longestWait)
        mailbox.withLock { $0.isWaiting = false }
      }
    }
    // Here, because libcurl may call back while it closes connections.
    driver = nil
  }
}
