/// Transfers in flight and transfers a second against time.
struct OverTime {
  private let activity: ActivitySeries

  init(_ activity: ActivitySeries) {
    self.activity = activity
  }

  var html: HTML {
    guard activity.spans.count > 1 else { return "" }
    let inFlight = activity.spans.map { $0.busy / activity.length }
    let rate = activity.spans.map { Double($0.ended) / activity.length }
    let failed = activity.spans.map { Double($0.failed) / activity.length }
    return """
      <section><h2>Over time</h2>
      \(plot("In flight", "In flight", [("inflight", inFlight)]))
      \(plot("Done a second", doneCaption, [("done", rate), ("failures", failed)]))
      </section>

      """
  }

  private var doneCaption: HTML {
    """
    Done a second: <i class="key done"></i>all, <i class="key failures"></i>failed;
    """
  }

  private func plot(
    _ title: String, _ caption: HTML, _ series: [(kind: String, values: [Double])]
  ) -> HTML {
    let top = max(series.flatMap(\.values).max() ?? 0, 0.001)
    let areas: [HTML] = series.map { area in
      "<path class=\"\(area.kind)\" d=\"\(path(area.values, top: top))\"/>"
    }
    return """
      <figure><figcaption>\(caption) <b>at most \(Quantity.decimal(top))</b></figcaption>
      <svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="\(title)">\(areas)</svg>
      <div class="scale"><span>0</span><span>\(Quantity.seconds(activity.duration / 2))</span>\
      <span>\(Quantity.seconds(activity.duration))</span></div></figure>

      """
  }

  /// Steps, one a span, as a closed area: 1000 wide, 100 high.
  private func path(_ values: [Double], top: Double) -> String {
    let width = 1000 / Double(values.count)
    var path = "M0 100"
    for (index, value) in values.enumerated() {
      let height = tenths(100 - 100 * value / top)
      path += "V\(height)H\(tenths(width * Double(index + 1)))"
    }
    return path + "V100Z"
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
