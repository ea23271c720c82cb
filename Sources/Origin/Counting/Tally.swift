/// Requests counted, and how many of them at once.
struct Tally: Sendable {
  private(set) var requests = 0
  private(set) var inFlight = 0
  private(set) var peak = 0

  mutating func enter() {
    requests += 1
    inFlight += 1
    peak = max(peak, inFlight)
  }

  mutating func leave() { inFlight -= 1 }

  /// Starts again; what is in flight stays in flight.
  mutating func reset() {
    requests = 0
    peak = inFlight
  }
}
