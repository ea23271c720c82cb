import Curl
import DequeModule
import HeapModule
import Locking

/// What is known of names, which are being looked up, and who waits for them. Pure.
///
/// Each name is looked up once at a time, whoever asks. Answers are kept for a while; the oldest go
/// when there are too many.
struct NameTable {
  typealias Answer = Result<[IPAddress], FetchError>

  /// One who waits for a name.
  struct Waiter: Sendable {
    fileprivate let number: Int
    fileprivate let call: Call?
    let resume: @Sendable (Answer) -> Void
  }

  struct Lifetimes: Sendable {
    /// Of addresses.
    var addresses: Duration = .seconds(60)
    /// Of the answer that there are none.
    var nothing: Duration = .seconds(5)
  }

  private struct Known {
    let answer: Answer
    let until: Instant
  }

  private struct Deadline: Comparable {
    let at: Instant
    let number: Int
    let name: String

    static func < (one: Deadline, other: Deadline) -> Bool {
      (one.at, one.number) < (other.at, other.number)
    }
  }

  private let lifetimes: Lifetimes
  private let capacity: Int
  private var known: [String: Known] = [:]
  /// The names in `known`, the one that was learnt first in front.
  private var ages: Deque<(name: String, until: Instant)> = []
  private var waiters: [String: [Waiter]] = [:]
  /// Names that are still to be looked up.
  private var queue: Deque<String> = []
  private var deadlines = Heap<Deadline>()
  private var count = 0

  /// - Parameter capacity: names whose answers are kept, from 1.
  init(lifetimes: Lifetimes = Lifetimes(), capacity: Int = 20_000) {
    self.lifetimes = lifetimes
    self.capacity = capacity
  }

  /// Names that wait for someone to look them up.
  var queued: Int { queue.count }

  /// When the next one who waits has waited long enough.
  var alarm: Instant? { deadlines.min?.at }

  /// What is known of a name, if it is not too old.
  func answer(for name: String, now: Instant) -> Answer? {
    known[name].flatMap { $0.until > now ? $0.answer : nil }
  }

  /// Notes that someone waits for a name; it is queued unless it is being looked up.
  mutating func wait(
    for name: String, until deadline: Instant, _ call: Call? = nil,
    _ resume: @escaping @Sendable (Answer) -> Void
  ) {
    count += 1
    if waiters[name] == nil { queue.append(name) }
    waiters[name, default: []].append(Waiter(number: count, call: call, resume: resume))
    deadlines.insert(Deadline(at: deadline, number: count, name: name))
  }

  /// The name to look up next; those for which nobody waits any more are left out.
  mutating func next() -> String? {
    while let name = queue.popFirst() {
      if waiters[name]?.isEmpty == false { return name }
      waiters[name] = nil
    }
    return nil
  }

  /// Takes an answer in.
  ///
  /// - Returns: those who waited for it.
  mutating func settle(
    _ name: String, _ answer: Answer, isLasting: Bool, now: Instant
  ) -> [Waiter] {
    if isLasting { keep(answer, for: name, now: now) }
    defer { if waiters.isEmpty { deadlines = [] } }
    return waiters.removeValue(forKey: name) ?? []
  }

  /// Those who have waited long enough. The look-up of their names goes on.
  mutating func expire(now: Instant) -> [Waiter] {
    var expired: [Waiter] = []
    while let deadline = deadlines.min, deadline.at <= now {
      deadlines.removeMin()
      guard let index = waiters[deadline.name]?.firstIndex(where: { $0.number == deadline.number })
      else { continue }
      // An empty list stays: it tells that the name is being looked up.
      if let waiter = waiters[deadline.name]?.remove(at: index) { expired.append(waiter) }
    }
    return expired
  }

  /// Those who have given up. The look-up of their names goes on.
  mutating func dropGivenUp() -> [Waiter] {
    var dropped: [Waiter] = []
    for (name, waiting) in waiters {
      var kept: [Waiter] = []
      for waiter in waiting {
        // Asked once: a moment later, more may have given up.
        if waiter.call?.isGivenUp == true { dropped.append(waiter) } else { kept.append(waiter) }
      }
      // An empty list stays, as above.
      if kept.count < waiting.count { waiters[name] = kept }
    }
    return dropped
  }

  /// Everyone who waits, and nothing is to be looked up any more.
  mutating func endAll() -> [Waiter] {
    defer {
      waiters = [:]
      queue = []
      deadlines = []
    }
    return waiters.values.flatMap { $0 }
  }

  private mutating func keep(_ answer: Answer, for name: String, now: Instant) {
    let lifetime = (try? answer.get()) == nil ? lifetimes.nothing : lifetimes.addresses
    let until = now + lifetime
    known[name] = Known(answer: answer, until: until)
    ages.append((name, until))
    while ages.count > capacity, let oldest = ages.popFirst() {
      // Another answer may have come since.
      if known[oldest.name]?.until == oldest.until { known[oldest.name] = nil }
    }
  }
}
