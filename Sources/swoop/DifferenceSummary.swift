import SwoopCore

/// What came of comparing two runs, for people.
enum DifferenceSummary {
  static func describe(_ tally: RecordDiff.Tally) -> String {
    let counts = Difference.Kind.allCases.compactMap { kind in
      tally.differences[kind].map { "\($0) \(kind.rawValue)" }
    }
    let old = tally.old == 1 ? "1 entry" : "\(tally.old) entries"
    var lines = [
      "\(old) before, \(tally.new) now: "
        + (counts.isEmpty ? "no differences" : counts.joined(separator: ", "))
    ]
    if tally.undigested > 0 {
      lines.append(
        "  \(tally.undigested == 1 ? "1 body was" : "\(tally.undigested) bodies were") compared "
          + "by size and ETag alone: fetch with --hash to compare all by what is in them")
    }
    return lines.joined(separator: "\n")
  }
}
