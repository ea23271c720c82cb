import SwoopCore

/// What went through each proxy, for people.
enum ProxyTable {
  /// Proxies that are named.
  private static let named = 20

  static func lines(_ tallies: [ProxyTally]) -> [String] {
    guard !tallies.isEmpty else { return [] }
    // Those that have failed are what is looked for.
    let ranked = tallies.enumerated().sorted { one, other in
      (other.element.failures, one.offset) < (one.element.failures, other.offset)
    }
    let shown = ranked.prefix(named).sorted { $0.offset < $1.offset }.map(\.element)
    let names = shown.map { PrintableText.escaping($0.name) }
    let width = (names.map(\.count).max() ?? 0) + 2
    let header = ["requests", "failed", "refused", "rests", "peak", "received"]
    var lines = ["  through" + line([""] + header, first: width - 5)]
    for (name, tally) in zip(names, shown) {
      let figures = [tally.requests, tally.failures, tally.refused, tally.rests, tally.peak]
      let cells = figures.map { "\($0)" } + [Figure.size(tally.wireBytes)]
      lines.append("    " + line([name] + cells, first: width) + (tally.isResting ? "  rests" : ""))
    }
    if tallies.count > named { lines.append("    and \(tallies.count - named) more proxies") }
    return lines
  }

  private static func line(_ cells: [String], first: Int) -> String {
    cells[0].padded(to: first) + cells.dropFirst().map { $0.aligned(to: 10) }.joined()
  }
}
