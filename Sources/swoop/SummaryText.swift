import SwoopCore

/// The summary for people.
enum SummaryText {
  /// Two lines or three: how many entries came to what, how they ended, and what was left alone.
  static func describe(_ report: FetchRun.Report, _ options: FetchOptions) -> String {
    let summary = report.summary
    let count = summary.entries + report.alreadyDone
    let entries = count == 1 ? "1 entry" : "\(count) entries"
    let seconds = report.elapsed / .seconds(1)
    let rate = seconds > 0 ? Double(summary.entries) / seconds : 0
    var text = """
      \(entries): \(summary.ok) ok, \(summary.failed) failed, \
      \(summary.skipped + report.alreadyDone) skipped \
      in \(decimal(seconds)) s (\(decimal(rate))/s, \(size(summary.bytes)), \
      mode \(options.mode.rawValue))
      """
    if summary.retries > 0 {
      text += summary.retries == 1 ? ", after 1 retry" : ", after \(summary.retries) retries"
    }
    let outcomes = summary.outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !outcomes.isEmpty {
      text += "\n  " + outcomes.map { "\($0.value) x \($0.key)" }.joined(separator: ", ")
    }
    if report.alreadyDone > 0 {
      text += "\n  \(report.alreadyDone) were done before"
      if report.alreadyFailed > 0 { text += ", \(report.alreadyFailed) of which failed" }
    }
    if report.otherShards > 0 { text += "\n  \(report.otherShards) more of other shards" }
    return text
  }

  /// What went wrong with the run itself, a line each.
  static func complaints(_ report: FetchRun.Report) -> [String] {
    var lines = report.listFailures.map { "\($0)" }
    if report.isPastDeadline { lines.append("the run was ended by its deadline") }
    if let failure = report.outputFailure {
      lines.append("\(failure)" + (report.hasStoppedForOutput ? "; the run was stopped" : ""))
    } else if let place = report.stoppedAt {
      lines.append("\(place): the list was not read from here on")
    }
    if let failure = report.compactionFailure {
      lines.append("\(failure); it still holds records that others have taken the place of")
    }
    if report.outputFailure == nil, let count = report.summary.unsaved {
      lines.append(
        count == 1 ? "1 body could not be saved" : "\(count) bodies could not be saved")
    }
    if !report.isComplete {
      lines.append(
        "\(report.read - report.otherShards) entries were read, \(report.summary.entries + report.alreadyDone) have a record"
      )
    }
    return lines
  }

  /// A number with a decimal while it is small.
  private static func decimal(_ value: Double) -> String {
    guard value < 100 else { return "\(Int(value.rounded()))" }
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// Bytes in the largest unit that keeps the number at 1 or more; units are powers of 1000.
  private static func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    for unit in ["B", "KB", "MB", "GB"] {
      if value < 1000 { return unit == "B" ? "\(bytes) B" : "\(decimal(value)) \(unit)" }
      value /= 1000
    }
    return "\(decimal(value)) TB"
  }
}
