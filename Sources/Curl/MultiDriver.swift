internal import CCurl
import Locking

/// How a multi handle's transfers are moved and waited for. Belongs to the handle's thread, but for its
/// waker.
protocol MultiDriver: AnyObject {
  var waker: MultiHandle.Waker { get }

  /// Moves every transfer on as far as it goes without waiting.
  func perform() throws(CurlError)

  /// Waits until a transfer can move, the waker is used, or time is up.
  func wait(milliseconds: Int32) throws(CurlError)

  /// A socket was opened for a transfer.
  func opened(_ socket: Int32)
}

/// libcurl's own loop, which looks at all transfers at each turn: the fastest way where most are busy.
final class PollDriver: MultiDriver {
  private let pointer: UnsafeMutableRawPointer
  let waker: MultiHandle.Waker

  init(_ pointer: UnsafeMutableRawPointer) {
    self.pointer = pointer
    let address = UInt(bitPattern: pointer)
    waker = MultiHandle.Waker { curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: address)) }
  }

  func perform() throws(CurlError) {
    var running: Int32 = 0
    try check(curl_multi_perform(pointer, &running), "drive its transfers")
  }

  func wait(milliseconds: Int32) throws(CurlError) {
    // The next turn looks at all sockets anyway.
    guard milliseconds > 0 else { return }
    try check(curl_multi_poll(pointer, nil, 0, milliseconds, nil), "wait for its sockets")
  }

  func opened(_ socket: Int32) {}
}

#if !os(Linux)
  /// There is none here yet: kqueue would be one.
  func makeEventDriver(
    _ pointer: UnsafeMutableRawPointer
  ) throws(CurlError) -> (any MultiDriver)? { nil }
#endif
