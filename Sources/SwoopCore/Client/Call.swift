import Synchronization

/// What is particular to an entry that somebody waits for: what becomes of its body, whom its outcome
/// is for, and whether they still want it.
final class Call: Sendable {
  let wish: BodyWish
  private let cancellation: Cancellation
  private let take: @Sendable (Outcome) -> Void

  /// - Parameters:
  ///   - cancellation: that of this call, or of several.
  ///   - take: gets the outcome, once, on any thread.
  init(
    _ wish: BodyWish, _ cancellation: Cancellation, take: @escaping @Sendable (Outcome) -> Void
  ) {
    self.wish = wish
    self.cancellation = cancellation
    self.take = take
  }

  var isGivenUp: Bool { cancellation.isRequested }

  func deliver(_ outcome: Outcome) {
    take(outcome)
  }
}

/// Whether those who wait have given up.
final class Cancellation: Sendable {
  private let flag = Atomic(false)

  var isRequested: Bool { flag.load(ordering: .sequentiallyConsistent) }

  func request() {
    flag.store(true, ordering: .sequentiallyConsistent)
  }
}

/// What becomes of a body that somebody waits for.
enum BodyWish: Sendable {
  /// What the run's options say.
  case asInOptions
  /// It is handed over whole; one that is longer than this many bytes fails.
  case whole(longest: Int)
  /// It is handed over as it comes.
  case stream(BodyChannel)
}
