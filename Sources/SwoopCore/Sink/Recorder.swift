import Locking

/// The last room: one thread that writes every outcome and counts it.
///
/// Engines only append to its queue, so that no slow disk or reader holds a transfer up. The queue
/// is bounded by the admission window, which an entry leaves when its record is written.
final class Recorder: Sendable {
  private struct Queue {
    var outcomes: [Outcome] = []
    var isEnded = false
  }

  private let queue = Monitor(Queue())
  private let outputs: Outputs
  private let mode: Mode
  private let window: AdmissionWindow

  init(outputs: Outputs, mode: Mode, window: AdmissionWindow) {
    self.outputs = outputs
    self.mode = mode
    self.window = window
  }

  /// Hands outcomes over; any thread may.
  func append(_ outcomes: some Sequence<Outcome>) {
    let wasEmpty = queue.withLock { queue in
      defer { queue.outcomes.append(contentsOf: outcomes) }
      return queue.outcomes.isEmpty
    }
    // One wake-up a batch: while there is something in the queue, the recorder is on its way.
    if wasEmpty { queue.notify() }
  }

  /// No more outcomes will come.
  func end() {
    queue.update { $0.isEnded = true }
  }

  /// Writes outcomes until `end`; runs on the recorder's own thread.
  ///
  /// - Parameter onFailure: is called when an output can't be written any more; the others go on.
  /// - Returns: what was counted, and the first failure.
  func run(onFailure: () -> Void) -> (summary: Summary, failure: OutputError?) {
    var summary = Summary()
    var bodies = OrderedBodies()
    var failure: OutputError?
    var broken: Set<ObjectIdentifier> = []
    func write(_ bytes: [UInt8], to file: OutputFile) {
      guard !bytes.isEmpty, !broken.contains(ObjectIdentifier(file)) else { return }
      do throws(OutputError) {
        try file.write(bytes)
      } catch {
        broken.insert(ObjectIdentifier(file))
        failure = failure ?? error
        onFailure()
      }
    }

    var batch: [Outcome] = []
    while takeBatch(&batch) {
      for start in stride(from: 0, to: batch.count, by: Recorder.linesPerWrite) {
        let outcomes = batch[start..<min(start + Recorder.linesPerWrite, batch.count)]
        let records = outcomes.map(\.record)
        for record in records { summary.add(record) }
        var done = records.count
        if let file = outputs.bodies {
          let due = outcomes.flatMap { bodies.add($0.order, $0.body ?? []) }
          for body in due { write(body, to: file) }
          // An entry stays in the window until its body's turn: the early ones take memory.
          done = due.count
        }
        for (file, format) in outputs.records { write(lines(records, format), to: file) }
        window.leave(done)
      }
    }
    return (summary, failure)
  }

  /// How long the recorder lets outcomes gather, in microseconds.
  private static let gathering: UInt32 = 2000

  /// Bounds the memory that lines take on their way out.
  private static let linesPerWrite = 256

  /// Waits for outcomes, and exchanges them for the memory of the last batch, which the queue grows
  /// in again: arrays that grew anew each time, on any thread, tripled a long run's memory.
  ///
  /// - Returns: false at the end.
  private func takeBatch(_ batch: inout [Outcome]) -> Bool {
    batch.removeAll(keepingCapacity: true)
    let isEnding = queue.wait { queue in
      queue.outcomes.isEmpty && !queue.isEnded ? nil : queue.isEnded
    }
    // Under load this makes one wake-up and one write of many; nobody sees the difference.
    if !isEnding { Thread.pause(microseconds: Recorder.gathering) }
    return queue.withLock { queue in
      swap(&batch, &queue.outcomes)
      return !batch.isEmpty || !queue.isEnded
    }
  }

  private func lines(_ records: [Record], _ format: RecordFormat) -> [UInt8] {
    var lines: [UInt8] = []
    lines.reserveCapacity(records.count * 768)
    for record in records { format.append(record, mode: mode, to: &lines) }
    return lines
  }
}

/// Where a run's results go.
public struct Outputs: Sendable {
  public var records: [(file: OutputFile, format: RecordFormat)]
  /// Gets the bodies of ok entries, in the list's order.
  public var bodies: OutputFile?

  public init(records: [(file: OutputFile, format: RecordFormat)], bodies: OutputFile? = nil) {
    self.records = records
    self.bodies = bodies
  }
}
