import Locking
import Testing

@testable import SwoopCore

/// The scheduler with workers that the test plays.
@Suite struct SchedulerTests {
  /// A scheduler whose timekeeper runs, and how many workers it has asked for.
  ///
  /// - Parameter body: returns the jobs that it has not given back.
  private func withScheduler(
    _ limits: Frontier.Limits,
    _ body: (Scheduler, Monitor<Int>) throws -> [Job?]
  ) throws {
    let scheduler = Scheduler(limits: limits) { _ in }
    let thread = try Thread { scheduler.keepTime {} }
    let asked = Monitor(0)
    scheduler.onDemand { demand in
      if case .worker = demand { asked.update { $0 += 1 } }
    }
    let jobs = try body(scheduler, asked).compactMap(\.self)
    scheduler.stop()
    for job in jobs {
      _ = scheduler.next(in: 0, after: Scheduler.Finished(job: job, exchange: exchange(.response)))
    }
    thread.join()
  }

  private func admit(_ scheduler: Scheduler, _ hosts: String...) throws {
    for (index, host) in hosts.enumerated() {
      let request = try request("http://\(host)/")
      scheduler.admit(entry(index + 1, request), request)
    }
  }

  /// The job that a worker gets, waiting for it if need be.
  private func take(_ scheduler: Scheduler, after finished: Scheduler.Finished? = nil) -> Job? {
    let answer = Monitor<Scheduler.Turn?>(nil)
    if let turn = scheduler.next(in: 0, after: finished) {
      answer.update { $0 = turn }
    } else {
      scheduler.wait(in: 0) { turn in answer.update { $0 = turn } }
    }
    return if case .start(let job) = answer.wait(for: { $0 }) { job } else { nil }
  }

  private func later(_ job: Job) -> Scheduler.Finished {
    var later = exchange(.response, status: 429)
    later.hints.retryAfter = .milliseconds(50)
    return Scheduler.Finished(job: job, exchange: later)
  }

  /// No event but the clock's comes after the pause: it was slept through when a worker's demand had
  /// put the paused host to sleep.
  @Test func `a host's pause ends although all workers are busy`() throws {
    try withScheduler(Frontier.Limits(concurrency: 64)) { scheduler, asked in
      try admit(scheduler, "b", "b", "c", "d")
      let first = try #require(take(scheduler))
      #expect(first.request.url.host == "b")
      let second = try #require(take(scheduler, after: later(first)))
      #expect(second.request.url.host == "c")
      let third = try #require(take(scheduler))
      #expect(third.request.url.host == "d")
      // Both are on their way, and both of b's entries wait: two more workers are asked for in time.
      let before = asked.withLock { $0 }
      asked.wait { $0 > before ? () : nil }
      let late = [take(scheduler), take(scheduler)]
      #expect(late.map { $0?.request.url.host } == ["b", "b"])
      return [second, third] + late
    }
  }

  @Test func `under a rate, a host's pause ends although all workers are busy`() throws {
    var limits = Frontier.Limits(concurrency: 64)
    limits.rate = try Rate("50")
    try withScheduler(limits) { scheduler, asked in
      try admit(scheduler, "b", "b", "c")
      let first = try #require(take(scheduler))
      let second = try #require(take(scheduler, after: later(first)))
      #expect(second.request.url.host == "c")
      let before = asked.withLock { $0 }
      asked.wait { $0 > before ? () : nil }
      let late = take(scheduler)
      #expect(late?.request.url.host == "b")
      return [second, late]
    }
  }
}
