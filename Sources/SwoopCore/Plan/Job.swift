import Curl

/// An entry on its way through the frontier and the engine: what to send next, and what it took
/// so far.
struct Job: Sendable {
  let seq: Int
  let place: Place
  let name: String
  /// What is to be sent next: the entry's own request, or a redirect's target.
  var request: Request
  /// Redirects followed in this attempt.
  var redirects = 0
  /// Attempts begun; a redirect is part of its attempt.
  var attempts = 0
  /// Whether its host is not expected to be asked again soon, so that a connection to it would only
  /// take the place of one that is of use.
  var isHostsLast = false
  /// The time spent waiting for a slot.
  var queued: Duration = .zero
  /// What this attempt's earlier hops took.
  var trail = Trail()

  private var waitingSince: ContinuousClock.Instant

  init(entry: Entry, request: Request, now: ContinuousClock.Instant) {
    seq = entry.seq
    place = entry.place
    name = entry.name
    self.request = request
    waitingSince = now
  }

  mutating func start(now: ContinuousClock.Instant) {
    queued += waitingSince.duration(to: now)
    if redirects == 0 { attempts += 1 }
  }

  /// Goes on to a redirect's target, after the response that named it.
  mutating func follow(_ request: Request, after exchange: Exchange, now: ContinuousClock.Instant) {
    self.request = request
    redirects += 1
    trail.add(exchange)
    waitingSince = now
  }
}
