import Curl

/// What a response says of when to come back. Pure.
struct WaitHints: Sendable {
  /// `Retry-After` (RFC 9110 section 10.2.3).
  var retryAfter: Duration?
  /// Until a quota that is used up is there again: `RateLimit` and its many elder relatives.
  var limitReset: Duration?

  init() {}

  /// A wait of 0 is none.
  ///
  /// - Parameters:
  ///   - header: gives the first field of a name.
  ///   - now: seconds since 1970, where the response has no `Date` of its own.
  init(status: Int, now: Int, header: (String) -> String?) {
    func serverNow() -> Int { header("Date").flatMap(HTTPDate.seconds) ?? now }
    let after = header("Retry-After").flatMap { WaitHints.retryAfter($0, serverNow) }
    retryAfter = WaitHints.duration(after)
    limitReset = WaitHints.duration(WaitHints.limitReset(status, header, serverNow))
  }

  private static func duration(_ seconds: Int?) -> Duration? {
    seconds.flatMap { $0 > 0 ? .seconds(min($0, longest)) : nil }
  }

  /// Beyond it, a number of seconds is nothing but too long: about 30 years.
  private static let longest = 1_000_000_000
  /// Seconds that a time may be ahead, to be plain.
  private static let farthest = 86_400
  /// The largest number that is told from others.
  private static let largest = 1 << 40

  /// A number of seconds, or a date, which is compared with the server's own clock.
  private static func retryAfter(_ text: String, _ serverNow: () -> Int) -> Int? {
    number(text) ?? HTTPDate.seconds(text).map { $0 - serverNow() }
  }

  /// Honoured where it is plain: nothing remains, or the response says that it was too much.
  private static func limitReset(
    _ status: Int, _ header: (String) -> String?, _ serverNow: () -> Int
  ) -> Int? {
    // draft-ietf-httpapi-ratelimit-headers-10 section 4: "default";r=0;t=30, maybe several.
    if let field = header("RateLimit"), let reset = structured(field) { return reset }
    for prefix in ["RateLimit-", "X-RateLimit-", "X-Rate-Limit-"] {
      let remaining = header(prefix + "Remaining").flatMap(number)
      guard remaining == 0 || remaining == nil && status == 429,
        let reset = header(prefix + "Reset").flatMap(number)
      else { continue }
      // The drafts' form is seconds to go; the X- forms are as often the time as such.
      guard reset >= WaitHints.longest else { return reset }
      let left = reset - serverNow()
      // Milliseconds, perhaps, or nonsense.
      return left <= WaitHints.farthest ? left : nil
    }
    return nil
  }

  /// The longest reset among the quotas that are used up.
  private static func structured(_ field: String) -> Int? {
    field.split(separator: ",").compactMap { quota -> Int? in
      var parameters: [Substring: Int] = [:]
      for part in quota.split(separator: ";").dropFirst() {
        let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
        guard pair.count == 2 else { continue }
        parameters[pair[0]] = number(pair[1])
      }
      return parameters["r"] == 0 ? parameters["t"] : nil
    }.max()
  }

  /// Digits only; more of them than fit are read as a number that is too long a wait.
  private static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return min(Int(text) ?? largest, largest)
  }
}
