import Foundation
import Origin
import Testing

@testable import SwoopCore

/// What a run tells of itself while it runs.
@Suite struct ProgressTests {
  @Test(arguments: Mode.allCases)
  func `it tells what is done, what is in flight and what holds it up`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let done = [origin.url("/bytes/1000", host: "127.0.0.2"), "no URL"]
      let hanging = (1...5).map { origin.url("/hang") + "?\($0)" }
      let fetched = try await fetch(mode, done + hanging) {
        $0.perHost = .fixed(2)
      } whileRunning: { run in
        #expect(await eventually { run.progress.done.all == 2 && origin.requests() == 3 })
        let progress = run.progress
        #expect(progress.done == .init(ok: 1, failed: 1))
        #expect(progress.load.inFlight == 2)
        #expect(progress.load.waiting == 3)
        #expect(progress.load.holdup?.host == "127.0.0.1")
        #expect(progress.load.holdup?.waiting == 3)
        #expect(progress.isListRead)
        #expect(progress.total == 7)
        #expect(progress.bytes == 1000)
        run.cancel()
      }
      #expect(fetched.report.summary.interrupted == 5)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is tried again is told as such, with the pause of its host`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let fetched = try await fetch(
        mode, [origin.url("/retry-after/progress/1"), origin.url("/text")]
      ) {
        $0.perHost = .fixed(1)
        $0.retry.firstDelay = .seconds(30)
      } whileRunning: { run in
        #expect(
          await eventually {
            run.progress.isListRead && run.progress.load.holdup?.pause ?? .zero > .zero
          })
        #expect(run.progress.load.retrying == 1)
        run.cancel()
      }
      #expect(fetched.report.summary.entries == 2)
    }
  }

  @Test func `while a list is read, its size tells how much there is to come`() {
    var progress = FetchRun.Progress()
    progress.read = 100
    progress.readShare = 0.25
    #expect(progress.total == 400)
    progress.readShare = nil
    #expect(progress.total == nil)
    progress.isListRead = true
    #expect(progress.total == 100)
  }

  @Test func `a list's reader knows how much of its files it has read`() throws {
    let list = TemporaryFile(contents: "http://a/\nhttp://b/\n")
    let reader = try ListReader(
      [.file(path: list.path), .argument("http://c/")], defaults: RequestDefaults())
    #expect(reader.progress.share == 0)
    #expect(!reader.progress.isEnded)
    let ending = reader.forEach { _, _ in true }
    #expect(ending.failures.isEmpty)
    #expect(reader.progress.share == 1)
    #expect(reader.progress.isEnded)
    #expect(try ListReader([.standardInput], defaults: RequestDefaults()).progress.share == nil)
  }
}
