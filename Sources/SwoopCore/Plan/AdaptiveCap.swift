import Locking

/// Finds out how many requests at once a host can bear: additive increase, multiplicative decrease.
/// Pure.
///
/// It starts at 2. After each round of answers that came as fast as ever, it is one more, if all were
/// in use; after a round that took twice as long, one less. When the host says "too much" or is
/// silent, it is half.
struct AdaptiveCap {
  private(set) var cap: Int
  private let largest: Int
  private var round = Round()
  /// The mean latency of the fastest round, in seconds; it is let rise slowly, because a host may
  /// have become slower for reasons of its own.
  private var fastest: Double?
  private var slowRounds = 0
  private var halvedAt: Instant?

  private struct Round {
    var answers = 0
    var seconds = 0.0
    var wasFull = false
  }

  /// Answers in a round at least: means of fewer vary too much to be compared.
  private static let shortestRound = 8
  /// A round is as fast as ever up to this many times the fastest, and a millisecond.
  private static let flat = 1.4
  private static let slow = 2.0
  /// After so many slow rounds in a row, in which less was no help, slow is what the host is.
  private static let patience = 3
  private static let leeway = 0.001
  /// How much the fastest round is let rise with each round.
  private static let drift = 1.002

  /// - Parameter largest: the global cap.
  init(largest: Int) {
    self.largest = largest
    cap = min(2, largest)
  }

  /// - Parameters:
  ///   - latency: from the request to the first byte of its response.
  ///   - wasFull: whether the cap was in use when the answer came.
  mutating func answered(after latency: Duration, wasFull: Bool) {
    round.answers += 1
    round.seconds += latency / .seconds(1)
    round.wasFull = round.wasFull || wasFull
    guard round.answers >= max(cap, AdaptiveCap.shortestRound) else { return }
    let mean = round.seconds / Double(round.answers)
    var fastest = min(mean, (fastest ?? mean) * AdaptiveCap.drift)
    let isSlow = mean > fastest * AdaptiveCap.slow + AdaptiveCap.leeway
    slowRounds = isSlow ? slowRounds + 1 : 0
    if isSlow {
      cap = max(1, cap - 1)
      if slowRounds == AdaptiveCap.patience {
        fastest = mean
        slowRounds = 0
      }
    } else if mean <= fastest * AdaptiveCap.flat + AdaptiveCap.leeway, round.wasFull {
      cap = min(largest, cap + 1)
    }
    self.fastest = fastest
    round = Round()
  }

  /// The host said "too much", or said nothing.
  ///
  /// - Parameter startedAt: when the request began. What was under way when the cap was halved says
  ///   nothing new.
  mutating func refused(startedAt: Instant, now: Instant) {
    if let halvedAt, startedAt < halvedAt { return }
    cap = max(1, cap / 2)
    halvedAt = now
    round = Round()
  }
}
