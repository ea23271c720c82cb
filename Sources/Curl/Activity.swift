import Locking

/// When bytes last moved, which tells a stalled transfer.
///
/// `LOW_SPEED_TIME` is no help: it looks at an average over five seconds, so that it ends slow
/// drips which are alive, and notices late that a fast transfer has stopped.
struct Activity {
  var bytes = 0
  private var last: (bytes: Int, sent: Int, at: Instant)?

  var hasStarted: Bool { last != nil }

  mutating func start(now: Instant) {
    last = (bytes, 0, now)
  }

  /// Nothing was to move up to now.
  mutating func goOn(now: Instant) {
    last?.at = now
  }

  /// The time since a byte moved; none before the request is on its way.
  mutating func idleTime(sent: Int, now: Instant) -> Duration {
    guard let last else { return .zero }
    guard last.bytes == bytes, last.sent == sent else {
      self.last = (bytes, sent, now)
      return .zero
    }
    return last.at.duration(to: now)
  }
}
