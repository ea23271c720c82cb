import Curl
import Locking

/// Keeps a run of refusals from a host from costing an attempt for each of its entries. Pure.
///
/// While it is closed, requests go out as the caps allow. After some refusals in a row it opens: the
/// host is then probed by one request at a time, with a growing delay between, until one is answered.
/// Refusals are counted for each port, because a port where nobody listens says nothing of another;
/// after `limit` of them in a row the port is given up.
struct CircuitBreaker {
  /// What an exchange says of the host, whatever it means for its entry.
  enum Sign {
    /// It works.
    case answered
    /// It can't be reached, or says nothing.
    case unreachable(FetchError)
    /// It says that it was too much, or too early.
    case later(FetchError)
    case nothing
  }

  /// Refusals in a row that open it.
  static let opensAfter = 5

  /// When the next probe may be; nil while it is closed.
  private(set) var probeAt: Instant?
  /// Refusals in a row, by port.
  private var refusals: [Int: Int] = [:]
  /// Why a port is not asked any more.
  private var verdicts: [Int: FetchError] = [:]
  private var openedAt: Instant?

  var isOpen: Bool { probeAt != nil }

  /// Whether there is nothing to remember.
  var isClean: Bool { refusals.isEmpty && verdicts.isEmpty }

  /// Why this port is not to be asked any more; nil: it may be.
  func verdict(onPort port: Int) -> FetchError? { verdicts[port] }

  mutating func answered(port: Int) {
    probeAt = nil
    guard !isClean else { return }
    refusals[port] = nil
    verdicts[port] = nil
  }

  /// - Parameters:
  ///   - startedAt: when the request began. One that began before the breaker opened is part of the
  ///     same blow, and is not counted again.
  ///   - limit: refusals in a row after which the port is given up; nil: never.
  ///   - probing: the delays before each probe in a row.
  /// - Returns: why the port is given up from now on, if it is.
  mutating func refused(
    _ url: WebURL, by cause: FetchError, startedAt: Instant, now: Instant, limit: Int?,
    probing: Backoff, using random: inout SplitMix64
  ) -> FetchError? {
    if isOpen, let openedAt, startedAt < openedAt { return nil }
    let count = refusals[url.port, default: 0] + 1
    refusals[url.port] = count
    if let limit, count >= limit {
      probeAt = nil
      guard verdicts[url.port] == nil else { return nil }
      let message = "\(url.host) port \(url.port) given up after \(count) failures in a row, "
      let verdict = FetchError(.hostFailed, "\(message)the last: \(cause.message)")
      verdicts[url.port] = verdict
      return verdict
    }
    guard count >= CircuitBreaker.opensAfter else { return nil }
    if !isOpen { openedAt = now }
    probeAt = now + probing.delay(after: count - CircuitBreaker.opensAfter + 1, using: &random)
    return nil
  }
}
