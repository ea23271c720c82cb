import Locking
import Testing

@testable import SwoopCore

@Suite struct PacerTests {
  @Test(arguments: [
    ("10", 0.1), ("0.5", 2), ("600/m", 0.1), ("3600/h", 1), ("1/h", 3600), ("20/s", 0.05),
    ("1000000", 0.000001), ("0.0000116", 86206.896552),
  ])
  func `rates are read`(text: String, seconds: Double) throws {
    let interval = try Rate(text).interval / .seconds(1)
    #expect(abs(interval - seconds) < seconds / 1_000_000)
  }

  @Test(arguments: [
    "", "0", "-1", "1/", "/m", "1/d", "1/m/h", "1e3", "0x10", "inf", "nan", "1000001", "0.00001",
    " 1", "1 /m", ".", "0.0/m",
  ])
  func `what is no rate is refused`(text: String) {
    #expect(throws: Rate.Malformed.self) { try Rate(text) }
  }

  /// Starts as soon as allowed, late by up to so many milliseconds each time.
  private func starts(_ rate: String, for seconds: Int, lateness: Int) throws -> [Duration] {
    var random = SplitMix64(seed: 1)
    var pacer = Pacer(try Rate(rate))
    let beginning = Instant.now
    var now = beginning
    var starts: [Duration] = []
    while now < beginning + .seconds(seconds) {
      pacer.start(now: now)
      starts.append(beginning.duration(to: now))
      let late = Duration.milliseconds(Int.random(in: 0...lateness, using: &random))
      now = max(now, (pacer.opensAt ?? now) + late)
    }
    return starts
  }

  @Test(arguments: ["0.3", "1", "7", "10", "100", "999"], [0, 5, 30])
  func `any second and any ten have their share, and a minute not much less`(
    rate: String, lateness: Int
  ) throws {
    let perSecond = try #require(Double(rate))
    let starts = try starts(rate, for: 60, lateness: lateness)

    for seconds in [1, 10] {
      let most = Int((Double(seconds) * perSecond).rounded(.up))
      for (index, start) in starts.enumerated() where index >= most {
        #expect(start - starts[index - most] >= .seconds(seconds))
      }
    }
    #expect(Double(starts.count) >= 60 * perSecond * (0.99 - Double(lateness) / 1000))
  }

  @Test func `after a rest the burst is a tenth of a second's worth`() throws {
    var pacer = Pacer(try Rate("100"))
    let now = Instant.now
    pacer.start(now: now)
    let later = now + .seconds(60)
    var burst = 0
    while pacer.opensAt.map({ $0 <= later }) ?? true {
      pacer.start(now: later)
      burst += 1
    }
    #expect(burst == 11)
  }

  @Test func `at one a second two are never closer than a second`() throws {
    var pacer = Pacer(try Rate("1"))
    let now = Instant.now
    pacer.start(now: now)
    pacer.start(now: now + .seconds(60))
    #expect(pacer.opensAt == now + .seconds(61))
  }
}
