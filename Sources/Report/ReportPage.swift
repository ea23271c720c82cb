import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A run as one page that needs nothing but itself: no network, no scripts.
public struct ReportPage {
  let chart: RunChart

  public init(_ chart: RunChart) {
    self.chart = chart
  }

  /// How each page begins.
  public static var beginning: String { PageFrame.beginning }

  /// The page (HTML's living standard), in UTF-8.
  public var text: String {
    let parts = [
      header, tiles, outcomes, OverTime(chart.activity).html, latency, hosts,
      Waterfall(chart).html,
    ]
    return PageFrame.page(headline, "\(parts)").text
  }

  private var summary: Summary { chart.summary }

  private var headline: String {
    let skipped = summary.skipped > 0 ? ", \(summary.skipped) skipped" : ""
    return Quantity.count(summary.entries, "entry", "entries")
      + ", \(summary.ok) ok, \(summary.failed) failed\(skipped)"
  }

  private var header: HTML {
    let modes = chart.modes.map(\.rawValue).sorted().joined(separator: " and ")
    let activity = chart.activity
    guard !activity.spans.isEmpty else { return "<header><h1>\(headline)</h1></header>" }
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
    let begin = Date(timeIntervalSince1970: activity.begin).formatted(style).dropLast()
    return """
      <header><h1>\(headline)</h1>
      <p>mode \(modes), from \(String(begin)) UTC</p></header>

      """
  }

  private var tiles: HTML {
    let duration = chart.activity.elapsed
    let rate = duration > 0 ? Double(chart.transfers) / duration : 0
    let total = summary.latency[.total]
    let tiles = [
      ("ok", "\(summary.ok)", summary.ok > 0 ? "good" : ""),
      ("failed", "\(summary.failed)", summary.failed > 0 ? "bad" : ""),
      ("skipped", "\(summary.skipped)", ""), ("retries", "\(summary.retries)", ""),
      ("duration", Quantity.seconds(duration), ""),
      ("transfers/s", Quantity.decimal(rate), ""),
      ("received", Quantity.bytes(summary.wireBytes), ""),
      ("bodies, decoded", Quantity.bytes(summary.bytes), ""),
      ("median latency", total.map { Quantity.duration($0.p50) } ?? "–", ""),
      ("99 % latency", total.map { Quantity.duration($0.p99) } ?? "–", ""),
    ]
    let cells: [HTML] = tiles.map { name, value, kind in
      "<div class=\"tile\"><b class=\"\(kind)\">\(value)</b><span>\(name)</span></div>\n"
    }
    return "<section class=\"tiles\">\n\(cells)</section>\n"
  }

  // MARK: Tables

  private var outcomes: HTML {
    let failures: [HTML] = summary.failures.all.map { cluster in
      row(cluster.count, cluster.outcome, cluster.message ?? "", cluster.example, kind: "bad")
    }
    let others: [HTML] = summary.unfailed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map {
        row($0.value, $0.key, "", summary.examples[$0.key], kind: isStatus($0.key) ? "good" : "")
      }
    guard !(failures.isEmpty && others.isEmpty) else { return "" }
    return """
      <section class="outcomes long"><h2>What came of the entries</h2>
      <div class="wide"><table><thead><tr><th class="n">entries</th><th>outcome</th><th class="url">for example</th></tr></thead>
      <tbody>\(others)\(failures)</tbody></table></div></section>

      """
  }

  /// Duplicates are neither good nor bad.
  private func isStatus(_ outcome: String) -> Bool { Int(outcome) != nil }

  private func row(
    _ count: Int, _ outcome: String, _ message: String, _ example: Summary.Example?, kind: String
  ) -> HTML {
    """
    <tr><td class="n">\(count)</td><td><b class="\(kind)">\(outcome)</b> \(message)</td>\
    <td class="url">\(example?.url ?? "") <small>\(example?.source ?? "")</small></td></tr>

    """
  }

  private var latency: HTML {
    guard summary.latency[.total] != nil else { return "" }
    let rows: [HTML] = LatencyProfile.Phase.allCases.compactMap { phase in
      guard let percentiles = summary.latency[phase] else { return nil }
      let values = [percentiles.p50, percentiles.p90, percentiles.p99, percentiles.max]
      let cells: [HTML] = values.map { "<td class=\"n\">\(Quantity.duration($0))</td>" }
      return """
        <tr><td class="phase"><i class="key \(phase.rawValue)"></i>\(phase.label)</td>\
        <td class="n">\(percentiles.count)</td>\(cells)</tr>

        """
    }
    return """
      <section><h2>Latency</h2>
      \(LatencyBars(summary.latency).html)
      <div class="wide"><table class="phases"><thead><tr><th>phase</th><th class="n">entries</th><th class="n">p50</th>\
      <th class="n">p90</th><th class="n">p99</th><th class="n">max</th></tr></thead>
      <tbody>\(rows)</tbody></table></div></section>

      """
  }

  /// Hosts in each half of the table.
  private static let namedHosts = 15

  private var hosts: HTML {
    let hosts = summary.hosts
    guard hosts.count > 1 else { return "" }
    let failing = hosts.mostFailing(ReportPage.namedHosts)
    let slowest = hosts.slowest(ReportPage.namedHosts).filter { !failing.contains($0) }
    let rows: [HTML] = (failing + slowest).map { tally in
      """
      <tr><td class="url">\(tally.host)</td><td class="n">\(tally.entries)</td>\
      <td class="n \(tally.failed > 0 ? "bad" : "")">\(tally.failed)</td>\
      <td class="n">\(tally.attempted > 0 ? Quantity.duration(tally.meanTime) : "–")</td></tr>

      """
    }
    let count = hosts.isPartial ? "more than \(hosts.count)" : "\(hosts.count)"
    return """
      <section><h2>Hosts</h2>
      <p>\(count) in all\(rows.count < hosts.count ? "; here those with the most failures, and the slowest" : "").</p>
      <div class="wide"><table><thead><tr><th>host</th><th class="n">entries</th><th class="n">failed</th>\
      <th class="n">mean time</th></tr></thead>
      <tbody>\(rows)</tbody></table></div></section>

      """
  }
}
