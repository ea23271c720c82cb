/// Which mode serves a list better, and why, in plain words. Pure.
struct Verdict {
  let comparison: Comparison

  /// What differs by less is the same.
  private static let tolerance = 1.15

  var text: String {
    let (async, threads) = (comparison.async, comparison.threads)
    let time = Verdict.better(async.seconds, threads.seconds, from: 0.1)
    let cpu = Verdict.better(async.cpuSeconds, threads.cpuSeconds, from: 0.1)
    let memory = Verdict.better(async.peakMemory, threads.peakMemory, from: 1_000_000)
    let at = "at \(comparison.concurrency) in flight"
    guard let winner = time?.name ?? cpu?.name ?? memory?.name else {
      return "no difference that counts \(at): \(reason)"
    }
    var gains: [String] = []
    var losses: [String] = []
    for (advantage, gain, loss) in [
      (time, "faster", "slower"), (cpu, "less CPU", "more CPU"),
      (memory, "less memory", "more memory"),
    ] {
      guard let advantage else { continue }
      let ratio = "\(Verdict.decimal(advantage.ratio))x"
      if advantage.name == winner {
        gains.append("\(ratio) \(gain)")
      } else {
        losses.append("\(ratio) \(loss)")
      }
    }
    var text = "\(winner): \(gains.joined(separator: ", ")) \(at)"
    if time == nil { text += ", same speed" }
    if !losses.isEmpty { text += ", but \(losses.joined(separator: ", "))" }
    return "\(text): \(reason)"
  }

  /// What sets the pace.
  private var reason: String {
    let busy = max(load(comparison.async), load(comparison.threads))
    if busy < 0.3 { return "your servers, not your CPU, set the pace" }
    if busy < 0.75 { return "your servers and your CPU both have a part in the pace" }
    return "your CPU sets the pace"
  }

  /// How many cores were busy on average.
  private func load(_ figures: Comparison.Figures) -> Double {
    figures.seconds > 0 ? figures.cpuSeconds / figures.seconds : 0
  }

  /// - Parameter least: what is less on both sides is noise.
  private static func better(
    _ async: Double, _ threads: Double, from least: Double
  ) -> (name: String, ratio: Double)? {
    guard async > 0, threads > 0, max(async, threads) >= least else { return nil }
    if threads / async >= tolerance { return ("async", threads / async) }
    return async / threads >= tolerance ? ("threads", async / threads) : nil
  }

  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 || tenths >= 100 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
