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
    let bars: [HTML] = classes.map { bin in
      """
      <div class="bin" title="\(bin.count) up to \(Quantity.duration(bin.upTo))">\
      <i style="height:\(Quantity.percent(Double(bin.count) / Double(most)))"></i>\
      <span>\(Quantity.duration(bin.upTo))</span></div>

      """
    }
    return "<div class=\"bins\">\n\(bars)</div>\n"
  }
}
