internal import CCurl
import Locking

/// The one owner of a libcurl multi handle: many transfers, driven by one thread.
///
/// Everything but its `waker` is for the thread that made it, and it must end on that thread too.
package struct MultiHandle: ~Copyable {
  private let pointer: UnsafeMutableRawPointer
  private let names = PinnedNames()

  /// Ends a `poll` early, from any thread.
  package let waker: Waker

  /// - Parameter connections: how many idle connections are kept at the most.
  /// - Throws: `CurlError` when libcurl can't allocate a handle.
  package init(connections: Int) throws(CurlError) {
    try CurlLibrary.start()
    guard let pointer = curl_multi_init() else {
      throw .outOfMemory("make a multi handle")
    }
    do {
      try check(
        ccurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections),
        "bound the connection cache")
    } catch {
      curl_multi_cleanup(pointer)
      throw error
    }
    self.pointer = pointer
    waker = Waker(pointer)
  }

  deinit {
    waker.close()
    curl_multi_cleanup(pointer)
  }

  /// Starts a transfer; it first moves with the next `perform`.
  package func add(_ transfer: Transfer) throws(CurlError) {
    let lines = transfer.destination.map(names.start) ?? []
    do {
      try transfer.set(resolved: lines)
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
    var running: Int32 = 0
    try check(curl_multi_perform(pointer, &running), "drive its transfers")
  }

  /// Waits until a transfer can move, the waker is used, or time is up.
  package func poll(milliseconds: Int32) throws(CurlError) {
    try check(curl_multi_poll(pointer, nil, 0, milliseconds, nil), "wait for its sockets")
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
  /// Ends the poll of a multi handle, which it may outlive.
  package final class Waker: Sendable {
    private let target: Monitor<UInt?>

    init(_ pointer: UnsafeMutableRawPointer) {
      target = Monitor(UInt(bitPattern: pointer))
    }

    /// Makes the poll under way, or else the next one, return at once. Any thread may call it.
    package func wake() {
      // Called inside the lock: outside of it the handle could be freed in between.
      target.withLock { target in
        guard let pointer = target.flatMap(UnsafeMutableRawPointer.init(bitPattern:)) else {
          return
        }
        curl_multi_wakeup(pointer)
      }
    }

    func close() {
      target.withLock { $0 = nil }
    }
  }
}
