import DequeModule
import Locking

/// What is known of the origins' rules, and who waits to know. Pure.
///
/// An origin's rules are asked for when the first job for it comes; that and those after it wait here until
/// the answer is there. Answers are remembered, those that are of use longer than others, as far as there is
/// room, and no longer than a day (RFC 9309 section 2.4).
struct RobotsGate: ~Copyable {
  /// A job that waits, and where it will stand at its host.
  typealias Held = (job: Job, position: Host.Position)

  /// Those that wait for an origin's rules. An object, so that no change copies all of them.
  private final class Line {
    var jobs: Deque<Held> = []
  }

  private enum State {
    case pending(Line)
    /// The rules are there, and those that waited for them have yet to hear.
    case answered(RobotsAnswer, Line)
    case known(Known)
  }

  private struct Known {
    let answer: RobotsAnswer
    let since: Instant
    /// Whether it was looked at since it had its turn to be forgotten.
    var isOfUse = false
  }

  enum Finding {
    case known(RobotsAnswer)
    /// The rules were asked for.
    case pending
    case unknown
  }

  private static let longestStay: Duration = .seconds(86_400)

  private var states: [WebOrigin: State] = [:]
  /// Those that are known, in the order in which they are to be forgotten; some were already.
  private var order: Deque<WebOrigin> = []
  private var size = 0
  private let mostAnswers: Int
  private let mostBytes: Int
  /// Origins whose rules were asked for.
  private(set) var pendingOrigins = 0
  /// Those whose rules are there, in the order in which those that waited are to hear.
  private var answered: Deque<WebOrigin> = []

  /// - Parameters:
  ///   - mostAnswers: that are remembered, from 1.
  ///   - mostBytes: likewise, of their rules.
  init(mostAnswers: Int, mostBytes: Int) {
    self.mostAnswers = mostAnswers
    self.mostBytes = mostBytes
  }

  mutating func find(_ origin: WebOrigin, now: Instant) -> Finding {
    switch states[origin] {
    case nil: return .unknown
    // Behind those that came before.
    case .pending?, .answered?: return .pending
    case .known(var known)?:
      guard known.since + RobotsGate.longestStay > now else {
        forget(origin)
        return .unknown
      }
      if !known.isOfUse {
        known.isOfUse = true
        states[origin] = .known(known)
      }
      return .known(known.answer)
    }
  }

  /// Has a job wait for rules, which are being asked for from now on.
  mutating func hold(_ job: Job, _ position: Host.Position, for origin: WebOrigin) {
    switch states[origin] {
    case .pending(let line)?, .answered(_, let line)?: line.jobs.append((job, position))
    case .known?:
      forget(origin)
      fallthrough
    case nil:
      pendingOrigins += 1
      let line = Line()
      line.jobs.append((job, position))
      states[origin] = .pending(line)
    }
  }

  /// The rules are there: `takeAnswered` gives those that waited for them.
  mutating func learn(_ answer: RobotsAnswer, of origin: WebOrigin) {
    states[origin] = .answered(answer, endPending(origin) ?? Line())
    answered.append(origin)
    size += answer.size
  }

  /// Whether some have yet to hear that their rules are there.
  var hasAnswered: Bool { !answered.isEmpty }

  /// The next job that is to hear: each origin has its turn, and of its jobs the first one; nil: there is none.
  mutating func takeAnswered(now: Instant) -> (held: Held, answer: RobotsAnswer)? {
    while let origin = answered.popFirst() {
      guard case .answered(let answer, let line)? = states[origin] else { continue }
      let first = line.jobs.popFirst()
      if line.jobs.isEmpty {
        remember(answer, of: origin, now: now)
      } else {
        answered.append(origin)
      }
      if let first { return (first, answer) }
    }
    return nil
  }

  private mutating func remember(_ answer: RobotsAnswer, of origin: WebOrigin, now: Instant) {
    states[origin] = .known(Known(answer: answer, since: now))
    order.append(origin)
    while order.count > mostAnswers || size > mostBytes, let oldest = order.popFirst() {
      guard case .known(var known)? = states[oldest] else { continue }
      if known.isOfUse {
        known.isOfUse = false
        states[oldest] = .known(known)
        order.append(oldest)
      } else {
        forget(oldest)
      }
    }
  }

  /// The rules are not asked for any more, and no more known than before.
  ///
  /// - Returns: the jobs that waited for them, the first one first.
  mutating func release(_ origin: WebOrigin) -> [Held] {
    guard let line = endPending(origin) else { return [] }
    states[origin] = nil
    return Array(line.jobs)
  }

  private mutating func endPending(_ origin: WebOrigin) -> Line? {
    guard case .pending(let line)? = states[origin] else { return nil }
    pendingOrigins -= 1
    return line
  }

  /// Gives up those of the jobs that wait that are meant.
  mutating func removeJobs(where isMeant: (Job) -> Bool) -> [Job] {
    guard pendingOrigins > 0 || hasAnswered else { return [] }
    var removed: [Job] = []
    for state in states.values {
      switch state {
      case .pending(let line), .answered(_, let line):
        // Asked once: the next answer may be another.
        line.jobs.removeAll { held in
          let isToGo = isMeant(held.job)
          if isToGo { removed.append(held.job) }
          return isToGo
        }
      case .known: break
      }
    }
    return removed
  }

  /// The origins whose rules were asked for, where nobody waits for them any more.
  var inVain: Set<WebOrigin> {
    guard pendingOrigins > 0 else { return [] }
    return Set(
      states.filter { if case .pending(let line) = $0.value { line.jobs.isEmpty } else { false } }
        .keys)
  }

  /// Whether nobody waits for the rules of an origin.
  func isInVain(_ origin: WebOrigin) -> Bool {
    guard case .pending(let line)? = states[origin] else { return true }
    return line.jobs.isEmpty
  }

  private mutating func forget(_ origin: WebOrigin) {
    guard case .known(let known)? = states.removeValue(forKey: origin) else { return }
    size -= known.answer.size
  }
}
