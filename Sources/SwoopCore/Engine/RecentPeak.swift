import Locking

/// The most that there was of something in the last seconds.
struct RecentPeak {
  private let span: Duration
  private var beginning: Instant
  private var current = 0
  private var last = 0

  /// - Parameter span: how long a peak is remembered at least; it is for at most twice as long.
  init(span: Duration, now: Instant) {
    self.span = span
    beginning = now
  }

  var value: Int { max(current, last) }

  mutating func note(_ value: Int, now: Instant) {
    if beginning + span <= now {
      last = beginning + span + span <= now ? value : current
      current = value
      beginning = now
    }
    current = max(current, value)
  }
}
