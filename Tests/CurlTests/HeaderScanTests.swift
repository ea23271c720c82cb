import Testing

@testable import Curl

@Suite struct HeaderScanTests {
  private func scan(_ lines: [String]) -> HeaderScan {
    var scan = HeaderScan()
    for line in lines {
      Array((line + "\r\n").utf8).withUnsafeBytes { scan.take($0) }
    }
    return scan
  }

  @Test(arguments: [
    ["5"], [" 5 "], ["5", "5"], ["5, 5"], ["5,5 , 5", "5"], ["0"], ["9223372036854775807"], [],
  ])
  func `a length that is plain is taken`(values: [String]) {
    #expect(!scan(["HTTP/1.1 200 OK"] + values.map { "Content-Length:\($0)" }).hasBadLength)
  }

  @Test(arguments: [
    ["-1"], ["+5"], ["5", "6"], ["5, 6"], ["5,"], [""], ["0x5"], ["5 5"], ["5.0"], ["12abc"],
    ["9223372036854775808"], ["18446744073709551616"], ["\u{e9}"],
  ])
  func `a length that is not is noticed`(values: [String]) {
    #expect(scan(["HTTP/1.1 200 OK"] + values.map { "content-LENGTH: \($0)" }).hasBadLength)
  }

  @Test func `each response has a length of its own`() {
    let lines = [
      "HTTP/1.1 103 Early", "Content-Length: 1", "", "HTTP/1.1 200 OK", "Content-Length: 2",
    ]
    #expect(!scan(lines).hasBadLength)
    #expect(scan(lines).bytes == lines.map { $0.utf8.count + 2 }.reduce(0, +))
  }

  @Test(arguments: [
    ("RateLimit: x", true), ("ratelimit-remaining: 0", true), ("X-RateLimit-Reset: 1", true),
    ("X-Rate-Limit-Reset: 1", true), ("Rate: 1", false), ("X-Powered-By: 1", false), ("R", false),
    ("", false),
  ])
  func `rate limits are noticed`(line: String, isNoticed: Bool) {
    #expect(scan([line]).hasRateLimitFields == isNoticed)
  }

  @Test(arguments: [
    (["HTTP/1.1 200 OK", ""], true), (["HTTP/1.1 200 OK", "A: b"], false),
    (["HTTP/1.1 103 Early", "", "HTTP/1.1 200 OK"], false),
    (["HTTP/1.1 103 Early", "", "HTTP/1.1 200 OK", ""], true),
    // Trailers.
    (["HTTP/1.1 200 OK", "", "A: b"], true), (["HTTP/1.1 200 OK", "-"], false), ([], false),
  ])
  func `a head is whole at its empty line`(lines: [String], isWhole: Bool) {
    #expect(scan(lines).isWhole == isWhole)
    var bare = HeaderScan()
    for line in lines { Array((line + "\n").utf8).withUnsafeBytes { bare.take($0) } }
    #expect(bare.isWhole == isWhole)
  }

  @Test func `a field that looks like a status line begins no new response`() {
    let lines = ["HTTP/1.1 200 OK", "Content-Encoding: gzip", "Content-Length: 5", "HTTP/x: 1"]
    #expect(scan(lines).encodings == 1)
    #expect(scan(lines + ["Content-Length: 6"]).hasBadLength)
  }

  @Test(arguments: [
    ("chunked", false), (" Chunked ", false), ("identity", false), ("", false), ("gzip", true),
    ("gzip, chunked", true), ("chunked, gzip", true), ("chunkedx", true),
  ])
  func `nothing but chunks is taken as an encoding for the transfer`(value: String, isBad: Bool) {
    #expect(scan(["HTTP/1.1 200 OK", "Transfer-Encoding:\(value)"]).hasBadLength == isBad)
  }

  @Test(arguments: [
    (["Content-Length : 5"], true), (["Transfer-Encoding\t: chunked"], true),
    (["Content-Encoding : gzip"], true), (["Content-Length: 1", " 2"], true),
    (["Transfer-Encoding:", "\tchunked"], true), ([" folded: first"], true),
    (["X-Folded: one", " two", "\tthree"], false), (["Content-Length: 5", "A: b", " c"], false),
    (["Content-Length: 5", "Transfer-Encoding: identity"], true),
    (["Transfer-Encoding:", "Content-Length: 5"], true), (["A: b\rContent-Length: 5"], true),
    (["Content-Lengthy : 5"], false), (["Transfer-Encoding: identity"], false),
  ])
  func `what hides where the body ends is noticed`(fields: [String], isBad: Bool) {
    #expect(scan(["HTTP/1.1 200 OK"] + fields + [""]).hasBadLength == isBad)
  }

  @Test func `a status line has no bare return`() {
    #expect(scan(["HTTP/1.1 200 OK\rContent-Length: 5"]).hasBadLength)
  }
}
