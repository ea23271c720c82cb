import Testing

@testable import SwoopCore

@Suite struct WaitHintsTests {
  /// 6 Nov 1994, 08:49:37 GMT: the example of RFC 9110.
  private let now = 784_111_777

  private func hints(_ status: Int, _ fields: [String: String]) -> WaitHints {
    WaitHints(status: status, now: now) { fields[$0] }
  }

  @Test(
    arguments: [
      ("120", 120), ("0", nil), ("1000000000000000000000000", 1_000_000_000), ("-5", nil),
      ("1.5", nil), ("soon", nil), ("", nil),
      ("Sun, 06 Nov 1994 08:51:37 GMT", 120), ("Sunday, 06-Nov-94 08:51:37 GMT", 120),
      ("Sun Nov  6 08:51:37 1994", 120), ("Sun, 06 Nov 1994 08:00:00 GMT", nil),
    ] as [(String, Int?)])
  func `Retry-After is read in both forms`(text: String, seconds: Int?) {
    #expect(hints(503, ["Retry-After": text]).retryAfter == seconds.map { .seconds($0) })
  }

  @Test func `a date is held against the server's own clock`() {
    let fields = [
      "Retry-After": "Sun, 06 Nov 1994 10:00:10 GMT", "Date": "Sun, 06 Nov 1994 10:00:00 GMT",
    ]
    #expect(hints(429, fields).retryAfter == .seconds(10))
  }

  @Test(
    arguments: [
      (200, ["RateLimit-Remaining": "0", "RateLimit-Reset": "7"], 7),
      (200, ["RateLimit-Remaining": "1", "RateLimit-Reset": "7"], nil),
      (200, ["RateLimit-Reset": "7"], nil),
      (429, ["X-RateLimit-Reset": "7"], 7),
      (429, ["X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "7"], nil),
      (403, ["X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "1784111777"], nil),
      (200, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "tomorrow"], nil),
      (200, ["RateLimit": "\"default\";r=0;t=30"], 30),
      (200, ["RateLimit": "\"a\";r=5;t=90, \"b\"; r=0; t=12"], 12),
      (200, ["RateLimit": "limit=100, remaining=0, reset=5"], nil),
    ] as [(Int, [String: String], Int?)])
  func `a quota that is used up says until when`(
    status: Int, fields: [String: String], seconds: Int?
  ) {
    #expect(hints(status, fields).limitReset == seconds.map { .seconds($0) })
  }

  @Test(arguments: [
    "9223372036854775807", "99999999999999999999999", "1795263611000", "784211777", "1000000000",
  ])
  func `numbers that make no sense as a time are ignored, and harm nothing`(reset: String) {
    for date in ["Sun, 06 Nov 1700 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "never"] {
      let fields = [
        "Date": date, "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset,
        "Retry-After": "Sun, 06 Nov 1600 08:49:37 GMT",
      ]
      let hints = hints(429, fields)
      #expect(hints.limitReset == (reset == "784211777" ? .seconds(784_211_777) : nil))
      #expect(hints.retryAfter == nil)
    }
  }

  @Test func `a reset given as a time is held against the clock`() {
    let fields = [
      "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000030",
      "Date": "Fri, 15 Jan 2027 08:00:00 GMT",
    ]
    #expect(hints(200, fields).limitReset == .seconds(30))
  }
}
