import SwoopCore

/// Percentiles of each phase, as a table.
enum LatencyTable {
  private static let nameWidth = 14
  private static let width = 9

  static func lines(_ latency: LatencyProfile) -> [String] {
    guard let total = latency[.total] else { return [] }
    let rows = LatencyProfile.Phase.allCases.compactMap { phase in
      latency[phase].map { row(phase, $0, of: total.count) }
    }
    let heads = ["p50", "p90", "p99", "max"].map { $0.aligned(to: width) }
    return ["  " + "milliseconds".padded(to: nameWidth) + heads.joined()] + rows
  }

  private static func row(
    _ phase: LatencyProfile.Phase, _ percentiles: LatencyProfile.Percentiles, of total: Int
  ) -> String {
    let values = [percentiles.p50, percentiles.p90, percentiles.p99, percentiles.max]
    let figures = values.map { Figure.milliseconds($0).aligned(to: width) }.joined()
    let share = percentiles.count < total ? "  (of \(percentiles.count))" : ""
    return "  " + phase.label.padded(to: nameWidth) + figures + share
  }
}
