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
  /// - Parameter onFailure: is called once, when an output can't be written any more.
  /// - Returns: what was counted, and the first failure.
  func run(onFailure: () -> Void) -> (summary: Summary, failure: OutputError?) {
    var summary = Summary()
    var bodies = OrderedBodies()
    var failure: OutputError?
    while let batch = nextBatch() {
      let records = batch.map(\.record)
      for record in records { summary.add(record) }
      let due =
        outputs.bodies == nil
        ? nil : zip(records, batch).flatMap { bodies.add($0.seq, $1.body ?? []) }
      if failure == nil {
        do {
          try write(records, bodies: due ?? [])
        } catch {
          failure = error
          onFailure()
        }
      }
      // With bodies in order, an entry stays until its body's turn: the early ones take memory.
      window.leave(due?.count ?? records.count)
    }
    return (summary, failure)
  }

  private func nextBatch() -> [Outcome]? {
    queue.wait { queue in
      if !queue.outcomes.isEmpty {
        var batch: [Outcome] = []
        swap(&batch, &queue.outcomes)
        return batch
      }
      return queue.isEnded ? .some(nil) : nil
    }
  }

  private func write(_ batch: [Record], bodies: [[UInt8]]) throws(OutputError) {
    if let file = outputs.bodies {
      for body in bodies where !body.isEmpty { try file.write(body) }
    }
    for (file, format) in outputs.records {
      var lines: [UInt8] = []
      lines.reserveCapacity(batch.count * 512)
      for record in batch { format.append(record, mode: mode, to: &lines) }
      try file.write(lines)
    }
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
