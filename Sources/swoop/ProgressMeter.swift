import Locking
import SwoopCore

/// How fast a run goes of late, from looks at how far it has come.
struct ProgressMeter {
  private struct Look {
    let at: Instant
    let done: Int
    let bytes: Int
  }

  struct Pace: Hashable {
    /// Entries a second.
    var rate: Double
    /// Bytes a second.
    var bytes: Double
    /// Until all that is known of is done, at this pace; nil when that can't be told.
    var left: Duration?
  }

  /// How far back it looks: long enough to be calm, short enough to be of now.
  private static let span = Duration.seconds(5)

  private var looks: [Look]

  init(now: Instant) {
    looks = [Look(at: now, done: 0, bytes: 0)]
  }

  mutating func look(_ progress: FetchRun.Progress, now: Instant) -> Pace {
    looks.append(Look(at: now, done: progress.done.all, bytes: progress.bytes))
    while looks.count > 2, looks[1].at.duration(to: now) >= ProgressMeter.span {
      looks.removeFirst()
    }
    let first = looks[0]
    let seconds = max(0.001, first.at.duration(to: now) / .seconds(1))
    let rate = Double(progress.done.all - first.done) / seconds
    let bytes = Double(progress.bytes - first.bytes) / seconds
    guard let total = progress.total, rate > 0 else { return Pace(rate: rate, bytes: bytes) }
    let left = Double(max(0, total - progress.done.all)) / rate
    return Pace(rate: rate, bytes: bytes, left: .seconds(Int(left.rounded(.up))))
  }
}
