import SwoopCore

/// How far a run is, as lines for people.
struct ProgressView {
  var style: TextStyle
  /// Columns of the terminal.
  var width: Int

  /// Beyond it, a line only gets harder to read.
  private static let widest = 100

  private struct Part {
    let text: String
    var color: TextStyle.Color?
    /// Those with the highest number are left out first where there is no room.
    var rank = 0
  }

  /// The block on a terminal: bar, counts, and what holds the run up. No line is as wide as the
  /// terminal, so that none wraps.
  func block(_ progress: FetchRun.Progress, _ pace: ProgressMeter.Pace) -> [Screen.Line] {
    var lines = [bar(progress), fit(ProgressView.counts(progress, pace))]
    let holdup = ProgressView.holdup(of: progress.load)
    if !holdup.isEmpty { lines.append(fit(holdup)) }
    return lines
  }

  /// The same in one line, without colours, where there is no terminal.
  static func line(_ progress: FetchRun.Progress, _ pace: ProgressMeter.Pace) -> String {
    let all = [Part(text: share(progress))] + counts(progress, pace) + holdup(of: progress.load)
    return all.map(\.text).joined(separator: "  ")
  }

  private var room: Int { max(1, min(width - 1, ProgressView.widest)) }

  /// `512/2000`, and what is not yet known of it.
  private static func share(_ progress: FetchRun.Progress) -> String {
    let done = progress.done.all
    if progress.isListRead { return "\(done)/\(progress.read)" }
    guard let total = progress.total else { return "\(done)/\(progress.read)+, list being read" }
    return "\(done)/~\(total), list being read"
  }

  private func bar(_ progress: FetchRun.Progress) -> Screen.Line {
    let label = ProgressView.share(progress)
    guard let total = progress.total, total > 0 else { return cut(label) }
    let part = min(1, Double(progress.done.all) / Double(total))
    let percent = "\(Int(part * 100)) %".aligned(to: 5)
    let columns = min(40, room - label.count - percent.count - 3)
    guard columns >= 8 else { return cut("\(percent)  \(label)") }
    let filled = Int((part * Double(columns)).rounded(.down))
    let marks = style.isUnicode ? ("\u{2588}", "\u{2591}") : ("#", "-")
    let text =
      style.paint(String(repeating: marks.0, count: filled), .green)
      + style.paint(String(repeating: marks.1, count: columns - filled), .dim)
      + " \(percent)  \(label)"
    return Screen.Line(text: text, columns: columns + 1 + percent.count + 2 + label.count)
  }

  private static func counts(_ progress: FetchRun.Progress, _ pace: ProgressMeter.Pace) -> [Part] {
    let (done, load) = (progress.done, progress.load)
    var parts = [Part(text: "\(done.ok) ok", color: .green)]
    parts.append(Part(text: "\(done.failed) failed", color: done.failed > 0 ? .red : nil))
    if done.skipped > 0 { parts.append(Part(text: "\(done.skipped) skipped", rank: 5)) }
    if load.retrying > 0 {
      parts.append(Part(text: "\(load.retrying) retrying", color: .yellow, rank: 3))
    }
    parts.append(Part(text: "\(load.inFlight) in flight", rank: 4))
    parts.append(Part(text: "\(Figure.decimal(pace.rate))/s", rank: 1))
    parts.append(Part(text: "\(Figure.size(Int(pace.bytes)))/s", rank: 2))
    if let left = pace.left { parts.append(Part(text: "\(clock(left)) left", rank: 1)) }
    return parts
  }

  /// What holds the run up, if anything does.
  private static func holdup(of load: FetchRun.Progress.Load) -> [Part] {
    if load.isHeld { return [Part(text: "waiting for the output to be taken", color: .yellow)] }
    if let rest = load.proxies { return proxies(rest) }
    guard let holdup = load.holdup else { return [] }
    let host = PrintableText.escaping(holdup.host)
    var parts = [Part(text: "\(holdup.waiting) wait for \(host)", color: .yellow)]
    if holdup.isFailing { parts.append(Part(text: "failing", color: .red, rank: 1)) }
    if holdup.inFlight > 0 { parts.append(Part(text: "\(holdup.inFlight) in flight", rank: 3)) }
    if let pause = holdup.pause, pause >= .seconds(1) {
      parts.append(Part(text: "asked again in \(clock(pause))", rank: 2))
    }
    return parts
  }

  private static func proxies(_ rest: FetchRun.Progress.ProxyRest) -> [Part] {
    let who = rest.count == 1 ? "the proxy rests" : "all \(rest.count) proxies rest"
    var parts = [Part(text: who, color: .yellow)]
    if let pause = rest.pause, pause >= .seconds(1) {
      parts.append(Part(text: "tried again in \(clock(pause))", rank: 1))
    }
    return parts
  }

  /// As many parts as there is room for.
  private func fit(_ parts: [Part]) -> Screen.Line {
    var parts = parts
    func columns() -> Int { parts.reduce(-2) { $0 + $1.text.count + 2 } }
    while columns() > room, let rank = parts.map(\.rank).max(), rank > 0 {
      parts.removeAll { $0.rank == rank }
    }
    // Half a number would be a wrong one.
    while parts.count > 1, columns() > room { parts.removeLast() }
    guard columns() <= room else { return cut(parts[0].text) }
    let text = parts.map { style.paint($0.text, $0.color) }.joined(separator: "  ")
    return Screen.Line(text: text, columns: columns())
  }

  private func cut(_ text: String) -> Screen.Line {
    let text = String(text.prefix(room))
    return Screen.Line(text: text, columns: text.count)
  }

  /// `0:42`, `12:07`, `3:00:12`.
  private static func clock(_ duration: Duration) -> String {
    let seconds = Int(duration / .seconds(1))
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let ends = (seconds % 60 < 10 ? ":0" : ":") + "\(seconds % 60)"
    return hours == 0
      ? "\(minutes)\(ends)" : "\(hours):" + (minutes < 10 ? "0" : "") + "\(minutes)\(ends)"
  }
}
