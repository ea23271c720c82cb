import NIOHTTP1

extension Routes {
  static let flaky = [
    Route("/flaky/KEY/N?status=503&after=S", "fails N times for KEY, then 200", fails),
    Route("/flaky-reset/KEY/N", "resets N connections for KEY, then 200", resets),
    Route(
      "/retry-after/KEY/SECONDS?status=429&date=1", "429 with Retry-After once for KEY, then 200",
      retryAfter),
  ]

  private static let longestRetryAfter = 1_000_000_000

  @Sendable private static func fails(_ request: Request, _ ledger: Ledger) throws(Refusal) -> Reply
  {
    let status = try request.status(parameter: "status") ?? .serviceUnavailable
    let after = try request.number(parameter: "after", in: 0...longestRetryAfter)
    guard try isFailing(request, ledger) else { return .text("ok\n") }
    var response = Response.text("not yet\n", status: status)
    if let after { response.headers.add(name: "Retry-After", value: String(after)) }
    return .respond(response)
  }

  @Sendable private static func resets(
    _ request: Request, _ ledger: Ledger
  ) throws(Refusal) -> Reply {
    try isFailing(request, ledger) ? .reset : .text("ok\n")
  }

  /// Counts a visit of `/name/KEY/N` and tells whether it is one of the first N.
  private static func isFailing(_ request: Request, _ ledger: Ledger) throws(Refusal) -> Bool {
    try request.expect(arguments: 2)
    let failures = try request.number(1, in: 0...Int.max, "N")
    return try earlierVisits(request, ledger) < failures
  }

  @Sendable private static func retryAfter(
    _ request: Request, _ ledger: Ledger
  ) throws(Refusal) -> Reply {
    try request.expect(arguments: 2)
    let seconds = try request.number(1, in: 0...longestRetryAfter, "SECONDS")
    let status = try request.status(parameter: "status") ?? .tooManyRequests
    guard try earlierVisits(request, ledger) == 0 else { return .text("ok\n") }
    let wait =
      request.target.parameter("date") == "1"
      ? HTTPDate.string(secondsFromNow: seconds) : String(seconds)
    var response = Response.text("later\n", status: status)
    response.headers.add(name: "Retry-After", value: wait)
    return .respond(response)
  }

  /// Each route has keys of its own.
  static func earlierVisits(_ request: Request, _ ledger: Ledger) throws(Refusal) -> Int {
    ledger.visit("\(request.target.segments[0])/\(try request.argument(0))")
  }
}
