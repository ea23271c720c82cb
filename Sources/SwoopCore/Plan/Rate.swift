/// A number of starts in a length of time, such as 10 a second or 600 a minute.
///
/// In any second, and in any ten, there are no more than their worth, rounded up. Starts are spaced out
/// evenly; what is late may be caught up within a tenth of a second, which is the largest burst.
///
/// ```swift
/// let rate = try Rate("600/m")  // the same as Rate("10")
/// ```
public struct Rate: Hashable, Sendable {
  /// The time from one start to the next, rounded up to whole nanoseconds.
  let interval: Duration

  /// A text that is no rate.
  public struct Malformed: Error, Sendable {}

  /// The longest time between two starts: a day.
  private static let longestSeconds = 86_400.0
  /// The most starts a second.
  private static let most = 1_000_000.0

  /// Reads a rate as it is written.
  ///
  /// - Parameter text: a decimal number above 0, alone or with `/s`, `/m` or `/h`: starts a second, a
  ///   minute or an hour. From one a day to a million a second.
  /// - Throws: ``Malformed`` for anything else.
  public init(_ text: String) throws(Malformed) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let count = parts.first.flatMap(PlainDecimal.parse), count > 0, parts.count <= 2,
      let period = parts.count == 1 ? 1 : Rate.seconds[parts[1]],
      period / count <= Rate.longestSeconds, count / period <= Rate.most
    else { throw Malformed() }
    interval = .nanoseconds(Int64((period / count * 1e9).rounded(.up)))
  }

  private static let seconds: [Substring: Double] = ["s": 1, "m": 60, "h": 3600]
}
