/// Exponential backoff with full jitter: the delay after the n-th failure is drawn evenly from 0 up
/// to `base` x 2^(n-1), or `longest` where that is shorter. Pure.
///
/// | failures | up to, for a base of 1 s and a longest of 60 s |
/// | --- | --- |
/// | 1, 2, 3 | 1 s, 2 s, 4 s |
/// | 7 and more | 60 s |
struct Backoff: Sendable {
  var base: Duration
  var longest: Duration

  /// - Parameter failures: in a row, from 1.
  func delay(after failures: Int, using random: inout SplitMix64) -> Duration {
    ceiling(after: failures) * Double.random(in: 0...1, using: &random)
  }

  /// Drawn from the longer half alone, for what had better not come back at once.
  func half(after failures: Int, using random: inout SplitMix64) -> Duration {
    ceiling(after: failures) * Double.random(in: 0.5...1, using: &random)
  }

  private func ceiling(after failures: Int) -> Duration {
    min(longest, base * (1 << min(max(0, failures - 1), 30)))
  }
}
