import Locking
import Origin
import Testing

@testable import Curl

/// A transfer whose taker is slow.
@Suite struct PauseTests {
  /// - Returns: bytes that had come when each pause had lasted for a while, and in the end.
  private func fetch(
    _ url: String, pausingAfter limits: [Int], driving: MultiHandle.Driving
  ) throws -> (paused: [Int], total: Int, code: CurlCode) {
    let transfer = try Transfer()
    let multi = try MultiHandle(drivenBy: driving)
    var count = 0
    var left = limits
    var transferLimits = Transfer.Limits(stall: .milliseconds(100))
    transferLimits.decodes = true
    try transfer.reset(limits: transferLimits) { _, bytes in
      if url.contains("bytes") { #expect(isPattern(bytes, from: count)) }
      count += bytes.count
      return left.first.map { count >= $0 } == true ? .pause : .goOn
    }
    try transfer.easy.set(.url, url)
    try multi.add(transfer)
    var paused: [Int] = []
    while true {
      try multi.perform()
      if let (_, code) = multi.nextFinished() {
        // Newer libcurls end a transfer that has all of its body, paused or not.
        multi.remove(transfer)
        while transfer.hasBacklog || transfer.isPaused {
          paused.append(count)
          left.removeFirst()
          #expect(transfer.resume())
        }
        #expect(transfer.isDecoded)
        return (paused, count, code)
      }
      guard transfer.isPaused else {
        try multi.wait(milliseconds: 1000)
        continue
      }
      let end = Instant.now + .milliseconds(200)
      while end > .now {
        try multi.perform()
        #expect(multi.nextFinished() == nil)
        #expect(!transfer.hasStalled(now: .now))
        try multi.wait(milliseconds: 50)
      }
      paused.append(count)
      left.removeFirst()
      #expect(transfer.resume())
    }
  }

  private func isPattern(_ bytes: UnsafeRawBufferPointer, from first: Int) -> Bool {
    bytes.enumerated().allSatisfy { $0.element == UInt8((first + $0.offset) % 251) }
  }

  @Test(arguments: ["/bytes/3000000", "/chunked/3000000"], MultiHandle.Driving.allCases)
  func `it waits, and nothing is lost`(path: String, driving: MultiHandle.Driving) async throws {
    try await Origin.withOrigin { origin in
      let result = try fetch(
        origin.url(path), pausingAfter: [1, 1_000_000, 2_000_000], driving: driving)
      #expect(result.code == .ok)
      #expect(result.total == 3_000_000)
      #expect(result.paused.count == 3)
      // What libcurl had read by then may still have come.
      #expect(zip(result.paused, [1, 1_000_000, 2_000_000]).allSatisfy { $0 - $1 < 300_000 })
    }
  }

  @Test(arguments: MultiHandle.Driving.allCases)
  func `little that is much when it is decoded waits as well`(
    driving: MultiHandle.Driving
  ) async throws {
    try await Origin.withOrigin { origin in
      let size = 32 << 20
      let limits = [1, size / 2, size - 1]
      let result = try fetch(origin.url("/gzip/\(size)"), pausingAfter: limits, driving: driving)
      #expect(result.code == .ok)
      #expect(result.total == size)
      #expect(result.paused.count == 3)
      // 4 KB are decoded at once, and no compression makes less than a thousandth of anything.
      #expect(zip(result.paused, limits).allSatisfy { $0 - $1 < 5 << 20 })
    }
  }
}
