import DequeModule
import Locking
import Synchronization

/// The last room: one thread that writes every outcome and counts it.
///
/// Engines only append to its queue, so that no slow disk or reader holds a transfer up; while it
/// `isBehind`, no further one starts. The queue is bounded by the admission window, which an entry
/// leaves when its record is written, and by what its bodies take.
final class Recorder: Sendable {
  private struct Queue {
    var outcomes: Deque<Outcome> = []
    /// What is to be archived before them, and belongs to none.
    var asides: [CapturedResponse] = []
    /// Those of the outcomes' bodies that no file of their own holds, and of what is to be archived.
    var bodyBytes = 0
    var isEnded = false

    var isEmpty: Bool { outcomes.isEmpty && asides.isEmpty }
  }

  private let queue = Monitor(Queue())
  private let outputs: Outputs
  private let saver: BodySaver
  private let mode: Mode
  private let window: AdmissionWindow
  private let behind = Atomic(false)
  private let counts = Monitor(FetchRun.Progress.Counts())

  init(outputs: Outputs, bodies: BodyStore, mode: Mode, window: AdmissionWindow) {
    self.outputs = outputs
    saver = BodySaver(store: bodies)
    self.mode = mode
    self.window = window
  }

  /// Hands outcomes over; any thread may.
  func append(_ outcomes: some Collection<Outcome>) {
    append { queue in
      queue.outcomes.append(contentsOf: outcomes)
      for outcome in outcomes { queue.bodyBytes += outcome.bodyBytes }
    }
  }

  /// Hands over what is to be archived and belongs to no outcome; any thread may.
  func append(_ aside: CapturedResponse) {
    append { queue in
      queue.asides.append(aside)
      queue.bodyBytes += aside.bytes.count
    }
  }

  private func append(_ add: (inout Queue) -> Void) {
    let isFirst = queue.withLock { queue in
      let isFirst = queue.isEmpty
      add(&queue)
      if queue.outcomes.count + queue.asides.count > Recorder.longQueue
        || queue.bodyBytes > saver.store.memory
      {
        behind.store(true, ordering: .relaxed)
      }
      return isFirst
    }
    // One wake-up a batch: while there is something in the queue, the recorder is on its way.
    if isFirst { queue.notify() }
  }

  /// Whether those who bring outcomes had better wait for the recorder, before memory grows, or the file
  /// of what memory has no room for; or because it has yet to find out that this is the run's end.
  var isBehind: Bool { behind.load(ordering: .relaxed) || saver.store.hasFailed }

  /// What has been written so far.
  var done: FetchRun.Progress.Counts { counts.withLock { $0 } }

  /// No more outcomes will come.
  func end() {
    queue.update { $0.isEnded = true }
  }

  /// Writes outcomes until `end`; runs on the recorder's own thread.
  ///
  /// - Parameters:
  ///   - onFailure: is called when an output can't be written any more; the others go on.
  ///   - onCatchingUp: is called when it was behind, and no longer is.
  func run(onFailure: @escaping () -> Void, onCatchingUp: () -> Void) -> Recorded {
    var summary = Summary(tellsChanges: saver.store.tellsChanges)
    var written = Written(onFailure: onFailure)
    var ordered = InListOrder<Settled>()
    var batch = Queue()
    begin(&written)
    while takeBatch(&batch, onCatchingUp) {
      var records: [Record] = []
      var bodyBytes = 0
      var lastWrite = Instant.now
      func writeRecords() {
        write(records, to: &written)
        window.leave(records.count)
        counts.withLock { $0 = FetchRun.Progress.Counts(summary) }
        records.removeAll(keepingCapacity: true)
        bodyBytes = 0
        lastWrite = .now
      }
      archive(batch.asides, &written)
      batch.asides.removeAll()
      while let outcome = batch.outcomes.popFirst() {
        // A large body takes time to save, and records do not wait for others' bodies.
        let isFull =
          records.count == Recorder.linesPerWrite || bodyBytes >= Recorder.bodyBytesPerWrite
        let isTime = isFull || outcome.isSlowToSave
        if isTime || lastWrite.duration(to: .now) > Recorder.longestDelay { writeRecords() }
        var settled = saver.settle(outcome)
        archive(outcome, &settled, &written)
        if let failure = saver.store.failure { written.fail(failure) }
        // With bodies in order, records are too: each is written when its body is.
        for var settled in outputs.bodies == nil ? [settled] : ordered.add(outcome.order, settled) {
          if let file = outputs.bodies, settled.hasBody {
            writeRecords()
            write(&settled, to: file, &written)
          }
          summary.add(settled.record)
          records.append(settled.record)
          bodyBytes += settled.record.body?.count ?? 0
        }
      }
      writeRecords()
    }
    finish(&written)
    return Recorded(
      summary: summary, failure: written.failure, hasStoppedRun: written.hasStoppedRun)
  }

  /// From here on, what outputs held that are replaced is gone.
  private func begin(_ written: inout Written) {
    for file in outputs.records.map(\.file) + [outputs.bodies].compactMap(\.self) {
      written.write(file) { () throws(OutputError) in try file.begin() }
    }
    if let archive = outputs.archive {
      written.write(archive) { () throws(OutputError) in try archive.begin() }
    }
  }

  private func finish(_ written: inout Written) {
    for (file, _) in outputs.records {
      written.finish(file) { () throws(OutputError) in try file.finish() }
    }
    if let archive = outputs.archive {
      written.finish(archive) { () throws(OutputError) in try archive.finish() }
    }
  }

  /// Outcomes in the queue from which on the recorder is behind.
  private static let longQueue = 2000

  /// How long the recorder lets outcomes gather, in microseconds.
  private static let gathering: UInt32 = 2000

  /// How long a record waits for those that are written with it.
  private static let longestDelay: Duration = .milliseconds(200)

  /// Bounds the memory that lines take on their way out.
  private static let linesPerWrite = 256

  /// Bytes of bodies in records from which on these are written, however few; likewise.
  private static let bodyBytesPerWrite = 4 << 20

  private func write(_ records: [Record], to written: inout Written) {
    guard !records.isEmpty else { return }
    for (file, format) in outputs.records {
      let lines = lines(records, format)
      written.write(file) { () throws(OutputError) in
        try lines.withBytes { bytes throws(OutputError) in try file.write(bytes) }
      }
    }
    for observer in outputs.observers { observer.observe(records) }
  }

  /// Writes a body out, and puts it into its record if it belongs there; an entry whose body can't be
  /// written is not done.
  private func write(_ settled: inout Settled, to file: OutputFile, _ written: inout Written) {
    let (body, count) = (settled.body, settled.record.bytes)
    var copy: [UInt8]? = saver.store.isForRecord(count) ? [] : nil
    let isWritten = written.write(file) { () throws(OutputError) in
      do throws(Errno) {
        try saver.store.forEachBlock(of: body) { bytes throws(Errno) in
          try file.writePart(bytes)
          // A saved file is others' to change, too.
          if (copy?.count ?? 0) <= count { copy?.append(contentsOf: bytes) }
        }
      } catch {
        throw OutputError(name: file.name, cause: error)
      }
    }
    guard isWritten else {
      settled.record.error = FetchError(.disk, "the body could not be written to \(file.name)")
      return
    }
    guard copy == nil || copy?.count == count else {
      settled.record.error = FetchError(.disk, "the saved body was changed meanwhile")
      return
    }
    settled.record.body = copy
  }

  /// Writes all exchanges of an entry to the archive, before its record, which says where the last of
  /// them is. An entry of which that fails is not done.
  private func archive(_ outcome: Outcome, _ settled: inout Settled, _ written: inout Written) {
    guard let archive = outputs.archive else { return }
    let (isWritten, place) = self.archive(outcome.captures, &written)
    guard isWritten else {
      settled.record.error = FetchError(.disk, "the entry could not be archived: \(archive.name)")
      settled.record.change = nil
      return
    }
    if outcome.isLastCaptureItsOwn { settled.record.archived = place }
  }

  /// - Returns: where the last of them is.
  @discardableResult
  private func archive(
    _ captures: [CapturedResponse], _ written: inout Written
  ) -> (isWritten: Bool, place: ArchivePlace?) {
    guard let archive = outputs.archive else { return (true, nil) }
    var place: ArchivePlace?
    let isWritten = captures.allSatisfy { capture in
      written.write(archive) { () throws(OutputError) in
        place = try archive.append(capture, spillFolder: outputs.spillFolder)
      }
    }
    return (isWritten, place)
  }

  /// Waits for outcomes, and exchanges them for the memory of the last batch, which the queue grows
  /// in again: arrays that grew anew each time, on any thread, tripled a long run's memory.
  ///
  /// - Returns: false at the end.
  private func takeBatch(_ batch: inout Queue, _ onCatchingUp: () -> Void) -> Bool {
    let isEnding = queue.wait { queue in
      queue.isEmpty && !queue.isEnded ? nil : queue.isEnded
    }
    // Under load this makes one wake-up and one write of many; nobody sees the difference.
    if !isEnding { Thread.pause(microseconds: Recorder.gathering) }
    let (isOver, wasBehind) = queue.withLock { queue in
      swap(&batch.outcomes, &queue.outcomes)
      swap(&batch.asides, &queue.asides)
      queue.bodyBytes = 0
      return (batch.isEmpty && queue.isEnded, behind.exchange(false, ordering: .relaxed))
    }
    if wasBehind { onCatchingUp() }
    return !isOver
  }

  private func lines(_ records: [Record], _ format: RecordFormat) -> [UInt8] {
    var members: RecordFormat.Members = []
    if saver.store.bodyInRecord != nil { members.insert(.body) }
    if outputs.archive != nil { members.insert(.archived) }
    var lines: [UInt8] = []
    var size = records.count * 768
    if format.isJSON {
      for record in records { size += record.body.map { Base64.count(of: $0.count) } ?? 0 }
    }
    lines.reserveCapacity(size)
    for record in records {
      format.append(record, mode: mode, with: members, to: &lines)
    }
    return lines
  }
}
