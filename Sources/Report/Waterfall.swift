import SwoopCore

/// Every transfer, or a sample of them, as a row of its phases against time.
struct Waterfall {
  private let chart: RunChart

  init(_ chart: RunChart) {
    self.chart = chart
  }

  /// Beyond it, paper shows the shape of the run, and not which transfer is which.
  private static let mostPrinted = 200

  var html: HTML {
    let bars = chart.bars.sorted { ($0.start, $0.seq) < ($1.start, $1.seq) }
    guard let first = bars.first else { return "" }
    // An entry has waited between its attempts, too, so that its queue may reach back too far.
    let start = bars.reduce(first.start) { min($0, $1.start) }
    let end = bars.reduce(first.start) { max($0, $1.start + $1.times.total / .seconds(1)) }
    let span = max(end - start, 0.001)
    let note =
      bars.count < chart.transfers
      ? "\(bars.count) of \(chart.transfers) transfers, drawn by lot."
      : Quantity.count(bars.count, "transfer", "transfers") + "."
    let keys: [HTML] = LatencyProfile.Phase.allCases.filter { $0 != .total }.map { phase in
      "<span><i class=\"key \(phase.rawValue)\"></i>\(phase.label)</span> "
    }
    let rows = bars.map { row($0, from: start, over: span) }
    return """
      <section class="long\(bars.count > Waterfall.mostPrinted ? " many" : "")"><h2>Transfers</h2>
      <p>\(note) Of each, its last attempt; point at one to see all that is said of it.</p>
      <p class="keys">\(keys)<span><i class="key failed"></i>failed</span></p>
      <div class="scale times"><span>0</span><span>\(Quantity.seconds(span / 2))</span><span>\(Quantity.seconds(span))</span></div>
      <div class="waterfall">
      \(rows)</div></section>

      """
  }

  private func row(_ bar: RunChart.Bar, from start: Double, over span: Double) -> HTML {
    let times = bar.times
    let queued = min(times.queued, .seconds(bar.start - start))
    let connected = times.dns + times.connect + times.tls
    let firstByte = times.firstByte > .zero ? times.firstByte : times.total
    let phases: [(LatencyProfile.Phase, Duration)] = [
      (.queue, queued), (.dns, times.dns), (.connect, times.connect), (.tls, times.tls),
      (.firstByte, firstByte - connected), (.transfer, times.total - firstByte),
    ]
    var place = bar.start - start - queued / .seconds(1)
    var parts: [HTML] = []
    for (phase, duration) in phases {
      let seconds = max(0, duration / .seconds(1))
      // Less than a pixel of any screen.
      if seconds / span >= 0.0001 {
        parts.append(
          """
          <i class="\(phase.rawValue)" style="left:\(Quantity.percent(place / span));\
          width:\(Quantity.percent(seconds / span))"></i>
          """)
      }
      place += seconds
    }
    let attempts = bar.attempts > 1 ? ", attempt \(bar.attempts)" : ""
    let title =
      "\(bar.outcome), \(Quantity.duration(times.total))\(attempts)\n\(bar.url)\n\(bar.source)"
    return """
      <div class="row\(bar.isOK ? "" : " failed")" title="\(lines: title)">\(parts)</div>

      """
  }
}

extension HTML.StringInterpolation {
  /// Several lines, each escaped.
  mutating func appendInterpolation(lines text: String) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { appendLiteral("&#10;") }
      appendInterpolation(String(line))
    }
  }
}
