import Report

/// The figures of both modes, as a table.
enum ComparisonTable {
  private static let heads = [
    "in flight", "mode", "wall s", "per s", "p50 ms", "p99 ms", "CPU s", "MB", "threads",
    "switches",
    "failed",
  ]

  static func lines(_ comparisons: [Comparison]) -> [String] {
    let rows = comparisons.flatMap { comparison in
      [("async", comparison.async), ("threads", comparison.threads)].map { mode, figures in
        ["\(comparison.concurrency)", mode] + cells(figures)
      }
    }
    let widths = heads.indices.map { column in
      ([heads] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([heads] + rows).map { row in
      zip(row, widths).map { $0.aligned(to: $1) }.joined(separator: "  ")
    }
  }

  private static func cells(_ figures: Comparison.Figures) -> [String] {
    [
      Figure.decimal(figures.seconds), Figure.decimal(figures.rate),
      figures.p50.map(Figure.decimal) ?? "-", figures.p99.map(Figure.decimal) ?? "-",
      Figure.decimal(figures.cpuSeconds), Figure.decimal(figures.peakMemory / 1_000_000),
      "\(Int(figures.threads))", "\(Int(figures.contextSwitches))", "\(Int(figures.failed))",
    ]
  }
}

extension Page {
  func write(_ comparisons: [Comparison], _ verdicts: [String]) throws {
    func plot(
      _ title: String, _ unit: String, _ figure: (Comparison.Figures) -> Double
    ) -> ComparisonPage.Plot {
      ComparisonPage.Plot(
        title: title, unit: unit,
        values: comparisons.map { ($0.concurrency, figure($0.async), figure($0.threads)) })
    }
    let plots = [
      plot("Wall time", "s", \.seconds), plot("Entries a second", "/s", \.rate),
      plot("Latency, 99 %", "ms") { $0.p99 ?? 0 }, plot("CPU", "s", \.cpuSeconds),
      plot("Peak memory", "MB") { $0.peakMemory / 1_000_000 },
      plot("Threads", "", \.threads), plot("Context switches", "", \.contextSwitches),
    ]
    try write(ComparisonPage(plots, verdicts: verdicts).text)
  }
}
