/// What has changed from one run to another, by the records of both.
///
/// Of the earlier run's records, 40 bytes each are held, and none of the later run's. Records of duplicates,
/// which say nothing of their entries, are left out.
package struct RecordDiff {
  package let old: InputFile
  package let new: InputFile
  private let kinds: Set<Difference.Kind>
  private let slowdown: Slowdown

  /// - Parameters:
  ///   - old: the records of the earlier run.
  ///   - new: those of the later one.
  ///   - kinds: what is looked for.
  ///   - slowdown: what counts as slower.
  package init(
    old: InputFile, new: InputFile, kinds: Set<Difference.Kind>, slowdown: Slowdown
  ) {
    self.old = old
    self.new = new
    self.kinds = kinds
    self.slowdown = slowdown
  }

  /// How much there was to compare, and what came of it.
  package struct Tally: Sendable {
    /// Records of the earlier run.
    package fileprivate(set) var old = 0
    /// Records of the later run.
    package fileprivate(set) var new = 0
    /// Differences by their kind.
    package fileprivate(set) var differences: [Difference.Kind: Int] = [:]
    /// Bodies that could not be compared by their digests.
    package fileprivate(set) var undigested = 0
    /// Lines of the earlier run's file that are no records.
    package fileprivate(set) var unreadableOld = RecordFile.Unreadable()
    /// Lines of the later run's file that are no records.
    package fileprivate(set) var unreadableNew = RecordFile.Unreadable()
  }

  /// Writes a line for each difference: those of the later run's entries in its file's order, then what is
  /// gone, in that of the earlier one's.
  ///
  /// - Parameter output: nil: differences are only counted.
  /// - Throws: ``OutputError`` when not all could be written; ``ComparedFile/Unreadable`` when a file can't
  ///   be read, or has lines and none of them is a record.
  package func write(_ format: DifferenceFormat, to output: OutputFile?) throws -> Tally {
    var writer = Writer(output, format)
    var tally = Tally()
    var earlier = ComparedRecords()

    var file = try ComparedFile(old)
    while let record = try file.next() { earlier.add(record, at: file.offset) }
    tally.unreadableOld = file.unreadable
    earlier.sort()
    tally.old = earlier.count

    file = try ComparedFile(new)
    while let record = try file.next() {
      tally.new += 1
      try report(differences(of: record, from: &earlier, &tally), &tally, &writer)
    }
    tally.unreadableNew = file.unreadable

    if kinds.contains(.gone) {
      for offset in earlier.remainingOffsets() {
        let record = try ComparedFile.record(of: old, at: offset)
        try report([Difference(kind: .gone, old: record, new: nil)], &tally, &writer)
      }
    }
    try writer.flush()
    return tally
  }

  private func differences(
    of record: ComparedRecord, from earlier: inout ComparedRecords, _ tally: inout Tally
  ) throws(ComparedFile.Unreadable) -> [Difference] {
    guard let match = earlier.take(record) else {
      return [Difference(kind: .added, old: nil, new: record)]
    }
    // Most are the same, and need not be read again.
    if match.isSame {
      if record.hasContent, record.sha256 == nil { tally.undigested += 1 }
      guard record.ok, slowdown.isReached(from: match.tenths, to: record.tenths) else { return [] }
    }
    let old = try ComparedFile.record(of: old, at: match.offset)
    if !match.isSame, old.hasContent, record.hasContent, old.sha256 == nil || record.sha256 == nil {
      tally.undigested += 1
    }
    return Difference.between(old, record, slowdown)
  }

  private func report(
    _ differences: [Difference], _ tally: inout Tally, _ writer: inout Writer
  ) throws(OutputError) {
    for difference in differences where kinds.contains(difference.kind) {
      tally.differences[difference.kind, default: 0] += 1
      try writer.add(difference)
    }
  }
}

/// Puts lines together, so that few calls write them.
private struct Writer {
  private static let block = 64 * 1024

  private let output: OutputFile?
  private let format: DifferenceFormat
  private var lines: [UInt8] = []

  init(_ output: OutputFile?, _ format: DifferenceFormat) {
    self.output = output
    self.format = format
  }

  mutating func add(_ difference: Difference) throws(OutputError) {
    guard output != nil else { return }
    format.append(difference, to: &lines)
    if lines.count >= Writer.block { try flush() }
  }

  mutating func flush() throws(OutputError) {
    try lines.withBytes { bytes throws(OutputError) in try output?.write(bytes) }
    lines.removeAll(keepingCapacity: true)
  }
}
