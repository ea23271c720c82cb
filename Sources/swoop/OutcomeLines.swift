import SwoopCore

/// What the entries came to: statuses of success by class, failures by what is to be said of them.
enum OutcomeLines {
  private struct Row {
    let count: Int
    let label: String
    let example: Summary.Example?
    var advice: String?
  }

  /// Rows shown; the others are summed up.
  private static let shown = 10

  static func describe(_ summary: Summary) -> [String] {
    let failing = summary.failures.all.map { cluster in
      Row(
        count: cluster.count,
        label: cluster.outcome + (cluster.message.map { ", \($0)" } ?? ""),
        example: cluster.example, advice: Advice.on(cluster))
    }
    let rows = (successes(summary) + failing).sorted {
      ($1.count, $0.label) < ($0.count, $1.label)
    }
    var lines = rows.prefix(shown).flatMap { text(of: $0, isAlone: summary.entries == 1) }
    if rows.count > shown {
      let rest = rows.dropFirst(shown)
      lines.append(
        "  \(rest.reduce(0) { $0 + $1.count }) of \(rest.count) more kinds: --summary json has all")
    }
    return lines
  }

  private static func text(of row: Row, isAlone: Bool) -> [String] {
    var line = "  \(row.count) x \(PrintableText.escaping(row.label))"
    if let example = row.example, !isAlone {
      let (url, source) = (RecordLine.shorten(example.url, to: 200), example.source)
      line += row.count == 1 ? ": " : ", e.g. "
      line += "\(PrintableText.escaping(url)) (\(PrintableText.escaping(source)))"
    }
    return [line] + (row.advice.map { ["    try: \($0)"] } ?? [])
  }

  /// Statuses of entries that are ok, and duplicates, which are neither.
  private static func successes(_ summary: Summary) -> [Row] {
    var rows: [Row] = []
    var classes: [Character: [(status: String, count: Int)]] = [:]
    for (outcome, count) in summary.unfailed {
      if Int(outcome) == nil {
        rows.append(Row(count: count, label: outcome, example: summary.examples[outcome]))
      } else if let digit = outcome.first {
        classes[digit, default: []].append((outcome, count))
      }
    }
    for (digit, statuses) in classes {
      let statuses = statuses.sorted { ($1.count, $0.status) < ($0.count, $1.status) }
      let all = statuses.map(\.status).joined(separator: ", ")
      rows.append(
        Row(
          count: statuses.reduce(0) { $0 + $1.count },
          label: statuses.count == 1 ? all : "\(digit)xx (\(all))",
          example: statuses.first.flatMap { summary.examples[$0.status] }))
    }
    return rows
  }
}
