import Locking

/// One run over a list: list, frontier, engine, sinks, summary.
///
/// `run` blocks; `stop` and `cancel` may come from any other thread meanwhile.
public final class FetchRun: Sendable {
  /// What a run came to.
  public struct Report: Sendable {
    /// What its records come to.
    public let summary: Summary
    /// From the start to the last record.
    public let elapsed: Duration
    /// Entries read from the list; each has its record or is of another shard, or the sum does not
    /// hold.
    public let read: Int
    /// Entries left to other shards.
    public let otherShards: Int
    /// Entries that an earlier run has done; they count as skipped.
    public let alreadyDone: Int
    /// Those of them that had failed.
    public let alreadyFailed: Int
    /// Entries to which ``RequestDefaults/credentials`` did not go, because anyone on the way could have
    /// read them.
    public let lackCredentials: Int
    /// Whether the run was ended because its time was over.
    public let isPastDeadline: Bool
    /// Where reading ended, as `file:line`, when the run was stopped before the list's end; else nil.
    public let stoppedAt: String?
    /// Lists that could not be read to their end.
    public let listFailures: [ListError]
    /// Output that could not be written; nil: all was.
    public let outputFailure: OutputError?
    /// Whether the run was stopped for that.
    public let hasStoppedForOutput: Bool
    /// Why the resumed file still holds records that others have taken the place of; nil: it does not.
    public let compactionFailure: OutputError?
    /// What went through each of several proxies, in their order; empty where there are none.
    public let proxies: [ProxyTally]
    /// What the process had taken at the end.
    public let usage: ProcessUsage

    /// Entries done a second; 0 when there was no time.
    public var rate: Double {
      elapsed > .zero ? Double(summary.entries) / (elapsed / .seconds(1)) : 0
    }

    /// Whether every entry of this shard that was read has exactly one record.
    public var isComplete: Bool {
      let own = read - otherShards - alreadyDone
      return own == summary.entries && own == summary.ok + summary.failed + summary.skipped
    }
  }

  private let options: FetchOptions
  private let outputs: Outputs
  private let bodies: BodyStore
  private let list: ListReader
  private let window: AdmissionWindow
  private let recorder: Recorder
  private let room: EngineRoom

  /// A run that is yet to start, over the entries of all sources in turn.
  ///
  /// - Throws: ``Errno`` when no pipe can be had.
  public init(_ options: FetchOptions, sources: [ListSource], outputs: Outputs) throws {
    self.options = options
    list = try ListReader(sources, defaults: options.requestDefaults)
    window = AdmissionWindow(size: options.window)
    self.outputs = outputs
    outputs.protectFiles(of: sources)
    let bodies = BodyStore(
      options.attempt, outputs, tellsChanges: options.list.since != nil)
    self.bodies = bodies
    let recorder = Recorder(
      outputs: outputs, bodies: bodies, mode: options.mode, window: window)
    self.recorder = recorder
    room = EngineRoom(
      options, bodies, isOutputBehind: { recorder.isBehind },
      onAside: { recorder.append($0) }, deliver: { recorder.append($0) })
  }

  /// How far it has come; any thread may ask, a few times a second.
  public var progress: Progress {
    var progress = Progress()
    // In this order: what is done has been read, whatever happens between the two looks.
    progress.done = recorder.done
    progress.load = room.scheduler.load
    let reading = list.progress
    progress.isListRead = reading.isEnded
    progress.readShare = reading.share
    progress.read = window.entered
    progress.bytes = bodies.received.count
    return progress
  }

  /// Starts no more transfers; those in flight go on. What has been read and not started gets its
  /// record as interrupted, and no more of the list is read.
  public func stop() {
    list.stop()
    window.close()
    room.scheduler.stop()
  }

  /// Ends all transfers in flight at once, too.
  public func cancel() {
    stop()
    room.cancel()
  }

  /// Fetches the list. To be called once.
  ///
  /// - Throws: when threads for it could not be started.
  public func run() throws -> Report {
    let start = ContinuousClock.now
    let reading = Monitor<ListAdmission?>(nil)
    let recording = Monitor<Recorded?>(nil)

    // Whoever waits for the run's end may start the next one before this object is gone.
    defer {
      for (file, _) in outputs.records { file.release() }
      outputs.archive?.release()
    }
    prepare()
    // After the recorder's end, which may come early.
    defer { bodies.finish() }
    let recorderThread = try Thread { [self] in
      let result = recorder.run(
        onFailure: cancel, onCatchingUp: room.scheduler.outputHasCaughtUp)
      recording.update { $0 = result }
    }
    defer { recorderThread.join() }
    var reader: Thread?
    var deadline: Deadline?
    let failure = Result {
      deadline = try options.list.deadline.map { time throws(Errno) in
        try Deadline(in: time, cancel)
      }
      reader = try Thread { [self] in
        var admission = ListAdmission(
          options, journal: outputs.resumed?.takeJournal(), bodies: bodies)
        admission.run(list, window: window, scheduler: room.scheduler, recorder: recorder)
        reading.update { $0 = admission }
      }
      try room.run()
    }
    if case .failure = failure { stop() }
    reader?.join()
    let isPastDeadline = deadline?.end() == true
    recorder.end()

    let recorded = recording.wait { $0 }
    try failure.get()
    let admission = reading.wait { $0 }
    let compactFailure = compact(admission)
    return Report(
      summary: recorded.summary,
      elapsed: start.duration(to: .now),
      read: admission.read,
      otherShards: admission.others,
      alreadyDone: admission.alreadyDone,
      alreadyFailed: admission.alreadyFailed,
      lackCredentials: admission.lackCredentials,
      isPastDeadline: isPastDeadline
        && (recorded.summary.interrupted > 0 || admission.ending.stoppedAt != nil),
      stoppedAt: admission.ending.stoppedAt?.description,
      listFailures: admission.ending.failures,
      outputFailure: recorded.failure,
      hasStoppedForOutput: recorded.hasStoppedRun,
      compactionFailure: compactFailure,
      proxies: room.scheduler.proxies,
      usage: .now)
  }

  /// Takes over what earlier runs have left.
  private func prepare() {
    bodies.adoptLeftovers()
    if let paths = outputs.resumed?.takePaths() {
      bodies.directory?.claims.withLock { $0 = paths }
    }
  }

  private func compact(_ admission: ListAdmission) -> OutputError? {
    guard let resumed = outputs.resumed, resumed.hasReplacements || admission.hasRepeated else {
      return nil
    }
    do throws(OutputError) {
      try RecordFile.compact(resumed.file)
      return nil
    } catch {
      return error
    }
  }
}
