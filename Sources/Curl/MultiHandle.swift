internal import CCurl
import Locking

/// The one owner of a libcurl multi handle: many transfers, driven by one thread.
///
/// Everything but its `waker` is for the thread that made it, and it must end on that thread too.
package struct MultiHandle: ~Copyable {
  /// What its transfers are driven by.
  package enum Driving: CaseIterable, Sendable {
    /// libcurl's own loop: the cheapest where most connections are busy.
    case poll
    /// The system's queue of events: the cheapest where thousands of connections wait. libcurl's own
    /// loop takes its place where there is none, and where libcurl is of a version that is not fit
    /// for it. It is for transfers whose names libcurl does not look up: it would wait for more than
    /// the sockets that it is asked to open.
    case events
  }

  private let pointer: UnsafeMutableRawPointer
  private let driver: any MultiDriver
  private let names = PinnedNames()

  /// Ends a wait early, from any thread.
  package var waker: Waker { driver.waker }

  /// - Throws: `CurlError` when libcurl can't allocate a handle.
  package init(drivenBy driving: Driving = .poll) throws(CurlError) {
    try CurlLibrary.start()
    guard let pointer = curl_multi_init() else {
      throw .outOfMemory("make a multi handle")
    }
    do {
      driver = try (driving == .events ? makeEventDriver(pointer) : nil) ?? PollDriver(pointer)
    } catch {
      curl_multi_cleanup(pointer)
      throw error
    }
    self.pointer = pointer
  }

  deinit {
    waker.close()
    // It may call the driver, which goes after it.
    curl_multi_cleanup(pointer)
  }

  /// Bounds how many connections are kept; those in use count, and stay.
  package func keep(connections: Int) throws(CurlError) {
    try check(
      ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections),
      "bound the connection cache")
  }

  /// Starts a transfer; it first moves with the next `perform`.
  package func add(_ transfer: Transfer) throws(CurlError) {
    let lines = transfer.destination.map(names.start) ?? []
    do {
      try transfer.set(resolved: lines)
      transfer.driver = driver
      try check(curl_multi_add_handle(pointer, transfer.easy.pointer), "start a transfer")
    } catch {
      transfer.destination.map(names.end)
      throw error
    }
  }

  /// Ends a transfer, finished or not. An unfinished one has its connection closed.
  package func remove(_ transfer: Transfer) {
    // Refused only for a handle that isn't in it, and then there is nothing to remove.
    curl_multi_remove_handle(pointer, transfer.easy.pointer)
    transfer.destination.map(names.end)
    transfer.end()
  }

  /// Moves every transfer on as far as it goes without waiting.
  package func perform() throws(CurlError) {
    try driver.perform()
  }

  /// Waits until a transfer can move, the waker is used, or time is up.
  package func wait(milliseconds: Int32) throws(CurlError) {
    try driver.wait(milliseconds: milliseconds)
  }

  /// The next finished transfer; it is still to be removed.
  package func nextFinished() -> (transfer: Transfer.ID, code: CurlCode)? {
    var remaining: Int32 = 0
    while let message = curl_multi_info_read(pointer, &remaining) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      return (Transfer.ID(easy), CurlCode(ccurl_message_result(message)))
    }
    return nil
  }
}

extension MultiHandle {
  /// Ends the wait of a multi handle, which it may outlive.
  package final class Waker: Sendable {
    /// A closure by itself is wrapped once more each time that generic code hands it out and takes it
    /// back, until calling it overflows the stack; as a member it stays as it is.
    private struct Action {
      let run: @Sendable () -> Void
    }

    private let action: Monitor<Action?>

    init(_ action: @escaping @Sendable () -> Void) {
      self.action = Monitor(Action(run: action))
    }

    /// Makes the wait under way, or else the next one, return at once. Any thread may call it.
    package func wake() {
      // Called inside the lock: outside of it the handle could be freed in between.
      action.withLock { $0?.run() }
    }

    func close() {
      action.withLock { $0 = nil }
    }
  }
}
