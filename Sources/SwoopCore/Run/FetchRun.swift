import Locking

/// One run over a list: list, frontier, engine, sinks, summary.
///
/// `run` blocks; `stop` and `cancel` may come from any other thread meanwhile.
public final class FetchRun: Sendable {
  /// What a run came to.
  public struct Report: Sendable {
    public let summary: Summary
    /// From the start to the last record.
    public let elapsed: Duration
    /// Entries read from the list; each has its record or is of another shard, or the sum does not
    /// hold.
    public let read: Int
    /// Entries left to other shards.
    public let otherShards: Int
    /// Where reading ended when the run was stopped before the list's end.
    public let stoppedAt: String?
    /// Lists that could not be read to their end.
    public let listFailures: [ListError]
    /// Output that could not be written.
    public let outputFailure: OutputError?

    /// Whether every entry of this shard that was read has exactly one record.
    public var isComplete: Bool {
      let own = read - otherShards
      return own == summary.entries && own == summary.ok + summary.failed + summary.skipped
    }
  }

  private let options: FetchOptions
  private let list: ListReader
  private let window: AdmissionWindow
  private let recorder: Recorder
  private let scheduler: Scheduler
  private let engine: any Engine

  /// - Throws: `Errno` when no pipe can be had.
  public init(_ options: FetchOptions, sources: [ListSource], outputs: Outputs) throws {
    self.options = options
    list = try ListReader(sources, defaults: options.defaults)
    window = AdmissionWindow(size: options.window)
    let recorder = Recorder(outputs: outputs, mode: options.mode, window: window)
    self.recorder = recorder
    scheduler = Scheduler(limits: options.limits) { recorder.append($0) }
    var attempt = options.attempt
    attempt.keepsBodies = outputs.bodies != nil
    engine = options.mode.makeEngine(attempt, concurrency: options.concurrency)
  }

  /// Starts no more transfers; those in flight go on. What has been read and not started gets its
  /// record as interrupted, and no more of the list is read.
  public func stop() {
    list.stop()
    window.close()
    scheduler.stop()
  }

  /// Ends all transfers in flight at once, too.
  public func cancel() {
    stop()
    engine.cancel()
  }

  /// Fetches the list. To be called once.
  ///
  /// - Throws: when threads for it could not be started.
  public func run() throws -> Report {
    let start = ContinuousClock.now
    let reading = Monitor<ListAdmission?>(nil)
    let recording = Monitor<(summary: Summary, failure: OutputError?)?>(nil)

    let recorderThread = try Thread { [self] in
      let result = recorder.run(onFailure: cancel)
      recording.update { $0 = result }
    }
    defer { recorderThread.join() }
    var threads: [Thread] = []
    let failure = Result {
      threads.append(try Thread { [self] in scheduler.keepTime() })
      threads.append(
        try Thread { [self] in
          var admission = ListAdmission(isUnique: options.isUnique, shard: options.shard)
          admission.run(list, window: window, scheduler: scheduler, recorder: recorder)
          reading.update { $0 = admission }
        })
      try engine.run(scheduler)
    }
    if case .failure = failure { stop() }
    for thread in threads { thread.join() }
    recorder.end()

    try failure.get()
    let admission = reading.wait { $0 }
    let recorded = recording.wait { $0 }
    return Report(
      summary: recorded.summary,
      elapsed: start.duration(to: .now),
      read: admission.read,
      otherShards: admission.others,
      stoppedAt: admission.ending.stoppedAt?.description,
      listFailures: admission.ending.failures,
      outputFailure: recorded.failure)
  }
}
