import Locking
import SwoopCore
import Testing

@testable import swoop

/// The lines of the block, and how fast it says the run goes.
@Suite struct ProgressViewTests {
  private var progress: FetchRun.Progress {
    var progress = FetchRun.Progress()
    progress.done = .init(ok: 440, failed: 10)
    progress.load = .init(inFlight: 8, waiting: 542, retrying: 3)
    progress.read = 1000
    progress.isListRead = true
    return progress
  }

  private let pace = ProgressMeter.Pace(rate: 90.5, bytes: 1_200_000, left: .seconds(75))

  private func lines(
    _ progress: FetchRun.Progress, width: Int, isUnicode: Bool = false
  ) -> [String] {
    let view = ProgressView(style: .init(isColored: false, isUnicode: isUnicode), width: width)
    return view.block(progress, pace).map(\.text)
  }

  @Test func `a wide terminal has everything`() {
    var progress = progress
    progress.load.holdup = .init(
      host: "slow.example", waiting: 542, inFlight: 8, pause: .seconds(12), isFailing: true)
    #expect(
      lines(progress, width: 100) == [
        "##################----------------------  45 %  450/1000",
        "440 ok  10 failed  3 retrying  8 in flight  90.50/s  1.20 MB/s  1:15 left",
        "542 wait for slow.example  failing  8 in flight  asked again in 0:12",
      ])
    #expect(lines(progress, width: 100, isUnicode: true)[0].hasPrefix("███"))
  }

  @Test func `that all proxies rest is what holds a run up`() {
    var progress = progress
    progress.load.holdup = .init(host: "slow.example", waiting: 542, inFlight: 8)
    progress.load.proxies = .init(count: 3, pause: .seconds(12))
    #expect(lines(progress, width: 100)[2] == "all 3 proxies rest  tried again in 0:12")
    progress.load.proxies = .init(count: 1)
    #expect(lines(progress, width: 100)[2] == "the proxy rests")
  }

  @Test func `what matters least is left out first where there is no room`() {
    #expect(lines(progress, width: 60)[1] == "440 ok  10 failed  90.50/s  1.20 MB/s  1:15 left")
    #expect(lines(progress, width: 40)[1] == "440 ok  10 failed  90.50/s  1:15 left")
    #expect(lines(progress, width: 30)[1] == "440 ok  10 failed")
    #expect(lines(progress, width: 10)[1] == "440 ok")
  }

  @Test(arguments: 1...120)
  func `no line is as wide as its terminal`(width: Int) {
    var progress = progress
    progress.load.holdup = .init(
      host: "a.very.long.name.of.a.host.that.is.slow.example", waiting: 542, inFlight: 8)
    let view = ProgressView(style: .init(isColored: true, isUnicode: true), width: width)
    for line in view.block(progress, pace) {
      #expect(line.columns < max(width, 2))
    }
  }

  @Test func `while the list is read, the total says so`() {
    var progress = progress
    progress.isListRead = false
    #expect(lines(progress, width: 80)[0] == "450/1000+, list being read")
    progress.readShare = 0.5
    #expect(lines(progress, width: 80)[0].hasSuffix("22 %  450/~2000, list being read"))
  }

  @Test func `where there is no terminal, one line has it all`() {
    var progress = progress
    progress.load.holdup = .init(host: "slow.example", waiting: 542, inFlight: 8)
    #expect(
      ProgressView.line(progress, pace)
        == "450/1000  440 ok  10 failed  3 retrying  8 in flight  90.50/s  1.20 MB/s  1:15 left"
        + "  542 wait for slow.example  8 in flight")
    progress.load.isHeld = true
    #expect(
      ProgressView.line(progress, pace).hasSuffix("1:15 left  waiting for the output to be taken"))
    #expect(lines(progress, width: 80).last == "waiting for the output to be taken")
  }

  @Test func `the pace is that of the last seconds`() {
    let start = Instant.now
    var meter = ProgressMeter(now: start)
    var progress = progress
    progress.done = .init(ok: 0)
    for second in 1...20 {
      progress.done.ok += second <= 10 ? 100 : 10
      progress.bytes += 1000
      progress.read = 2000
      let pace = meter.look(progress, now: start + .seconds(second))
      if second == 5 { #expect(pace.rate == 100) }
      if second == 20 {
        #expect(pace.rate == 10)
        #expect(pace.bytes == 1000)
        #expect(pace.left == .seconds(90))
      }
    }
  }

  @Test func `at a standstill there is no time left to be told`() {
    let start = Instant.now
    var meter = ProgressMeter(now: start)
    var progress = progress
    progress.done = .init()
    #expect(meter.look(progress, now: start + .seconds(1)).left == nil)
  }
}
