import SwoopCore

/// How many entries took how long: a histogram whose classes double, or nearly so.
struct LatencyBars {
  private let latency: LatencyProfile

  init(_ latency: LatencyProfile) {
    self.latency = latency
  }

  var html: HTML {
    let classes = latency.distribution(.total)
    let most = classes.map(\.count).max() ?? 0
    guard most > 0 else { return "" }
    let rows: [HTML] = classes.map { bin in
      """
      <tr><td class="n">\(Quantity.duration(bin.upTo))</td><td>\
      \(Bar.html("\(bin.count)", Double(bin.count) / Double(most), kind: "transfer"))</td></tr>

      """
    }
    return """
      <table class="plot"><thead><tr><th class="n">up to</th><th>entries</th></tr></thead>
      <tbody>\(rows)</tbody></table>

      """
  }
}
