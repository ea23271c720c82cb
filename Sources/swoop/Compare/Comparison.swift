import SwoopCore

/// The medians of both modes' trials at one concurrency.
struct Comparison: Hashable {
  /// The medians of a mode's trials.
  struct Figures: Hashable {
    var seconds: Double
    var rate: Double
    /// Milliseconds; nil when nothing was attempted.
    var p50: Double?
    var p99: Double?
    var cpuSeconds: Double
    var peakMemory: Double
    var threads: Double
    var contextSwitches: Double
    /// Entries that failed.
    var failed: Double

    init(_ trials: [Trial]) {
      func median(_ figure: (Trial) -> Double) -> Double {
        let values = trials.map(figure).sorted()
        guard !values.isEmpty else { return 0 }
        return (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
      }
      seconds = median { $0.elapsed_ms / 1000 }
      rate = median(\.rate)
      let isAttempted = trials.contains { $0.latency_ms.total != nil }
      p50 = isAttempted ? median { $0.latency_ms.total?.p50 ?? 0 } : nil
      p99 = isAttempted ? median { $0.latency_ms.total?.p99 ?? 0 } : nil
      cpuSeconds = median { ($0.process.user_ms + $0.process.system_ms) / 1000 }
      peakMemory = median(\.process.peak_memory)
      threads = median(\.process.threads)
      contextSwitches = median(\.process.context_switches)
      failed = median { Double($0.entries - $0.ok) }
    }
  }

  var concurrency: Int
  var async: Figures
  var threads: Figures
}
