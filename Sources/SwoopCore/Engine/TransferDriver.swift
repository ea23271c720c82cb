import Curl
import Locking

/// The loop's transfers and the multi handle that moves them. Belongs to one thread.
struct TransferDriver: ~Copyable {
  private struct Running {
    let attempt: Attempt
    let ticket: EventLoop.Ticket
    let continuation: CheckedContinuation<Attempt.End, Never>
    /// Set when libcurl is done with it, and its body is not: a part waits for a pause's end.
    var ended: CurlCode?
  }

  /// What a loop keeps to.
  struct Limits {
    var driving = MultiHandle.Driving.poll
    /// Idle connections that are kept; more are where more transfers were in flight of late.
    var connections: Int
  }

  let multi: MultiHandle
  private let limits: Limits
  private var running: [Transfer.ID: Running] = [:]
  private var tickets: [EventLoop.Ticket: Transfer.ID] = [:]
  private var peak: RecentPeak
  private var kept = 0
  private var isCancelled = false
  /// When all were last looked at.
  private var roundAt = Instant.now

  init(_ limits: Limits) throws(CurlError) {
    multi = try MultiHandle(drivenBy: limits.driving)
    self.limits = limits
    peak = RecentPeak(span: .seconds(10), now: .now)
  }

  mutating func start(
    _ attempt: Attempt, _ ticket: EventLoop.Ticket,
    _ continuation: CheckedContinuation<Attempt.End, Never>
  ) {
    guard !isCancelled, !attempt.job.isGivenUp else {
      return continuation.resume(returning: .cancelled)
    }
    do {
      try multi.add(attempt.transfer)
      let id = attempt.transfer.id
      running[id] = Running(attempt: attempt, ticket: ticket, continuation: continuation)
      tickets[ticket] = id
    } catch {
      continuation.resume(returning: .broken(error))
    }
  }

  /// Ends all transfers, and those to come as soon as they start.
  mutating func cancel() {
    isCancelled = true
    endAll(.cancelled)
  }

  mutating func dropGivenUp() {
    for (id, running) in running where running.attempt.job.isGivenUp { end(id, .cancelled) }
  }

  mutating func resume(_ ticket: EventLoop.Ticket) {
    guard let id = tickets[ticket], let transfer = running[id]?.attempt.transfer else { return }
    guard transfer.resume() else { return end(id, .finished(.writeError)) }
    if let code = running[id]?.ended, !transfer.hasBacklog { end(id, .finished(code)) }
  }

  mutating func drive() {
    let now = Instant.now
    do throws(CurlError) {
      try keepConnections(now: now)
      try multi.perform()
    } catch {
      endAll(.broken(error))
    }
    while let (id, code) = multi.nextFinished() { finish(id, code) }
    lookAtAll(now: now)
  }

  mutating func wait(milliseconds: Int32) {
    do throws(CurlError) {
      try multi.wait(milliseconds: milliseconds)
    } catch {
      // Nothing that is in flight can be trusted to end any more.
      endAll(.broken(error))
    }
  }

  /// What is in flight and what was of late keeps its connections, or they would be closed after each
  /// transfer where one loop has all the work.
  private mutating func keepConnections(now: Instant) throws(CurlError) {
    peak.note(running.count, now: now)
    let wanted = max(limits.connections, peak.value)
    guard wanted != kept else { return }
    kept = wanted
    try multi.keep(connections: wanted)
  }

  private mutating func lookAtAll(now: Instant) {
    guard roundAt + .milliseconds(Int(AttemptOptions.longestWait)) <= now else { return }
    roundAt = now
    for (id, running) in running {
      running.attempt.flush()
      if running.attempt.transfer.hasStalled(now: now) { end(id, .finished(.abortedByCallback)) }
    }
  }

  private mutating func endAll(_ end: Attempt.End) {
    for id in Array(running.keys) { self.end(id, end) }
  }

  private mutating func finish(_ id: Transfer.ID, _ code: CurlCode) {
    guard code == .ok, let transfer = running[id]?.attempt.transfer, transfer.hasBacklog else {
      return end(id, .finished(code))
    }
    running[id]?.ended = code
    multi.remove(transfer)
  }

  private mutating func end(_ id: Transfer.ID, _ end: Attempt.End) {
    guard let ended = running.removeValue(forKey: id) else { return }
    tickets[ended.ticket] = nil
    if ended.ended == nil { multi.remove(ended.attempt.transfer) }
    ended.continuation.resume(returning: end)
  }
}
