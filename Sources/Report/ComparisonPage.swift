/// Both modes side by side as a page, likewise.
public struct ComparisonPage {
  /// One figure of both modes against what was in flight.
  public struct Plot {
    let title: String
    let unit: String
    let values: [(concurrency: Int, async: Double, threads: Double)]

    public init(
      title: String, unit: String, values: [(concurrency: Int, async: Double, threads: Double)]
    ) {
      self.title = title
      self.unit = unit
      self.values = values
    }
  }

  private let plots: [Plot]
  private let verdicts: [String]

  public init(_ plots: [Plot], verdicts: [String]) {
    self.plots = plots
    self.verdicts = verdicts
  }

  public var text: String {
    let sentences: [HTML] = verdicts.map { "<p class=\"verdict\">\($0)</p>\n" }
    let body: HTML = """
      <header><h1>async or threads?</h1></header>
      <section>\(sentences)</section>
      \(plots.map(html))
      """
    return PageFrame.page("async or threads?", body).text
  }

  private func html(_ plot: Plot) -> HTML {
    let most = plot.values.reduce(0) { max($0, $1.async, $1.threads) }
    guard most > 0 else { return "" }
    let rows: [HTML] = plot.values.map { value in
      """
      <tr><td class="n">\(value.concurrency)</td><td>\
      \(bar("async", value.async, of: most, kind: "transfer", plot.unit))\
      \(bar("threads", value.threads, of: most, kind: "connect", plot.unit))</td></tr>

      """
    }
    return """
      <section><h2>\(plot.title)</h2>
      <table class="plot"><thead><tr><th class="n">in flight</th><td></td></tr></thead>
      <tbody>\(rows)</tbody></table></section>

      """
  }

  private func bar(
    _ mode: String, _ value: Double, of most: Double, kind: String, _ unit: String
  ) -> HTML {
    let figure = Quantity.decimal(value) + (unit.isEmpty ? "" : " \(unit)")
    return Bar.html("\(mode) \(figure)", value / most, kind: kind)
  }
}
