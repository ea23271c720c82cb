import DequeModule
import Locking

/// Spaces starts out so that a rate is kept, exactly over any second and any ten. Pure.
///
/// Starts are due at even intervals. One that comes late, because timers and threads are late, does
/// not shift those after it, as long as it is late by no more than `catchUp`: that is also the
/// largest burst. On top of that the starts of the last second and of the last ten are counted, so
/// that catching up never adds one.
struct Pacer {
  /// Any time of these lengths has at most its share of starts, rounded up to a whole one.
  static let span: Duration = .seconds(10)
  static let second: Duration = .seconds(1)
  static let catchUp: Duration = .milliseconds(100)

  let interval: Duration
  private let startsPerSpan: Int
  private let startsPerSecond: Int
  /// When the next start is due.
  private var due: Instant?
  /// The starts of the last span, the oldest first.
  private var starts: Deque<Instant> = []

  init(_ rate: Rate) {
    self.init(interval: rate.interval)
  }

  /// - Parameter interval: from one start to the next, at least a microsecond.
  init(interval: Duration) {
    self.interval = interval
    startsPerSpan = Int((Pacer.span / interval).rounded(.up))
    startsPerSecond = Int((Pacer.second / interval).rounded(.up))
  }

  /// When the next start may be; nil: at any time.
  var opensAt: Instant? {
    guard var opensAt = due else { return nil }
    for (count, length) in [(startsPerSecond, Pacer.second), (startsPerSpan, Pacer.span)]
    where starts.count >= count {
      opensAt = max(opensAt, starts[starts.count - count] + length)
    }
    return opensAt
  }

  /// When the next start may be; nil: it may be now.
  func opensAt(after now: Instant) -> Instant? {
    opensAt.flatMap { $0 > now ? $0 : nil }
  }

  /// Until when the starts that were made have a bearing on those to come; nil: there were none.
  var isFreeAt: Instant? {
    guard let due, let last = starts.last else { return nil }
    return max(due, last + Pacer.span)
  }

  mutating func start(now: Instant) {
    while let oldest = starts.first, oldest + Pacer.span <= now { starts.removeFirst() }
    starts.append(now)
    due = max(due ?? now, now - Pacer.catchUp) + interval
  }
}
