#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A point in time on a clock that is never set and only goes forward.
///
/// The standard library's instants are of unknown layout to this module: each copy is a call, which
/// shows where every transfer is compared with many of them.
package struct Instant: Hashable, Comparable, Sendable {
  /// Since some point in the past, the same for all of a process.
  @usableFromInline let nanoseconds: Int

  @usableFromInline
  init(nanoseconds: Int) {
    self.nanoseconds = nanoseconds
  }

  package static var now: Instant {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Instant(nanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec)
  }

  /// Negative when `other` is earlier.
  @inlinable
  package func duration(to other: Instant) -> Duration {
    .nanoseconds(other.nanoseconds - nanoseconds)
  }

  @inlinable
  package static func < (one: Instant, other: Instant) -> Bool {
    one.nanoseconds < other.nanoseconds
  }

  /// Exact to the nanosecond; durations beyond 30 years count as so many.
  @inlinable
  package static func + (instant: Instant, duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    let wholes = min(max(-1_000_000_000, Int(seconds)), 1_000_000_000)
    let nanoseconds = wholes * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
    return Instant(nanoseconds: instant.nanoseconds + nanoseconds)
  }

  @inlinable
  package static func - (instant: Instant, duration: Duration) -> Instant {
    instant + (.zero - duration)
  }
}
