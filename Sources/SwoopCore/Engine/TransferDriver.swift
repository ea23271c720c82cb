import Curl

/// The loop's transfers and the multi handle that moves them. Belongs to one thread.
struct TransferDriver: ~Copyable {
  private struct Running {
    let transfer: Transfer
    let ticket: EventLoop.Ticket
    let continuation: CheckedContinuation<Attempt.End, Never>
  }

  let multi: MultiHandle
  private var running: [Transfer.ID: Running] = [:]
  private var tickets: [EventLoop.Ticket: Transfer.ID] = [:]

  init(connections: Int) throws(CurlError) {
    multi = try MultiHandle(connections: connections)
  }

  mutating func start(
    _ transfer: Transfer, _ ticket: EventLoop.Ticket,
    _ continuation: CheckedContinuation<Attempt.End, Never>
  ) {
    do {
      try multi.add(transfer)
      running[transfer.id] = Running(
        transfer: transfer, ticket: ticket, continuation: continuation)
      tickets[ticket] = transfer.id
    } catch {
      continuation.resume(returning: .broken(error))
    }
  }

  mutating func cancel(_ ticket: EventLoop.Ticket) {
    guard let id = tickets[ticket] else { return }
    end(id, .cancelled)
  }

  mutating func drive() {
    guard !running.isEmpty else { return }
    do throws(CurlError) {
      try multi.perform()
    } catch {
      endAll(error)
    }
    while let (id, code) = multi.nextFinished() { end(id, .finished(code)) }
  }

  mutating func wait(milliseconds: Int32) {
    do throws(CurlError) {
      try multi.poll(milliseconds: milliseconds)
    } catch {
      endAll(error)
    }
  }

  /// Nothing that is in flight can be trusted to end any more.
  private mutating func endAll(_ error: CurlError) {
    for id in Array(running.keys) { end(id, .broken(error)) }
  }

  private mutating func end(_ id: Transfer.ID, _ end: Attempt.End) {
    guard let ended = running.removeValue(forKey: id) else { return }
    tickets[ended.ticket] = nil
    multi.remove(ended.transfer)
    ended.continuation.resume(returning: end)
  }
}
