import Foundation
import Testing

@testable import Curl

@Suite struct WakerTests {
  @Test(arguments: MultiHandle.Driving.allCases)
  func `waking takes no more stack the more often it is done`(driving: MultiHandle.Driving) throws {
    let multi = try MultiHandle(drivenBy: driving)
    let waker = multi.waker
    let done = DispatchSemaphore(value: 0)
    let thread = Foundation.Thread {
      for _ in 0..<20_000 { waker.wake() }
      done.signal()
    }
    // That of the event loops.
    thread.stackSize = 512 * 1024
    thread.start()
    done.wait()
    try multi.wait(milliseconds: 60_000)
  }
}
