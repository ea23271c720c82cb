import Curl
import Origin
import Testing

@Suite struct PartialTests {
  private let strong = "\"partial-1000-0\""
  private let newYear = "Thu, 01 Jan 2026 00:00:00 GMT"

  @Test func `the first requests for a key get half of what they should`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?fails=2")
      expectCut(try Answer(url), status: 200, 0..<500)
      expectCut(try Answer(url, range: "bytes=500-", ifRange: strong), status: 206, 500..<750)
      let rest = try Answer(url, range: "bytes=750-", ifRange: strong)
      #expect(rest.code == .ok)
      #expect(rest.body == Answer.pattern(750..<1000))
      try expectWhole(Answer(url))
      expectCut(try Answer(origin.url("/partial/b/1000")), status: 200, 0..<500)
    }
  }

  @Test func `resetting the counters forgets the keys`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000")
      expectCut(try Answer(url), status: 200, 0..<500)
      origin.resetCounters()
      expectCut(try Answer(url), status: 200, 0..<500)
      try expectWhole(Answer(url))
    }
  }

  @Test func `a response that stalls stays open`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?stall=1")
      let answer = try Answer(url, stall: .milliseconds(200))
      #expect(answer.code == .abortedByCallback)
      #expect(answer.body == Answer.pattern(0..<500))
      try expectWhole(Answer(url))
    }
  }

  @Test(arguments: [
    ("etag", "\"partial-1000-0\"", true), ("date", nil, true),
    ("weak", "W/\"partial-1000-0\"", false),
    ("none", nil, false),
  ])
  func `the validators are those asked for`(name: String, etag: String?, hasDate: Bool) async throws
  {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?fails=0&validator=\(name)")
      let whole = try Answer(url)
      #expect(whole.etag == etag)
      #expect(whole.lastModified == (hasDate ? newYear : nil))
      for validator in [strong, "W/\(strong)", newYear] {
        let isKnown = validator == newYear ? hasDate : validator == etag && name != "weak"
        let answer = try Answer(url, range: "bytes=500-", ifRange: validator)
        #expect(answer.status == (isKnown ? 206 : 200))
      }
    }
  }

  @Test func `a server without ranges sends everything`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?fails=0&ranges=no")
      let answer = try Answer(url, range: "bytes=500-")
      expectWhole(answer)
      #expect(answer.acceptRanges == nil)
    }
  }

  @Test func `a resource that changes never matches`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?change=1")
      let first = try Answer(url)
      let etag: String = try #require(first.etag)
      let second = try Answer(url, range: "bytes=500-", ifRange: etag)
      expectWhole(second)
      #expect(second.etag != first.etag)
      #expect(second.lastModified != first.lastModified)
      let date: String = try #require(second.lastModified)
      try expectWhole(Answer(url, range: "bytes=500-", ifRange: date))
    }
  }

  @Test func `a server may miss that its resource changed`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?change=206")
      let first = try Answer(url)
      let etag: String = try #require(first.etag)
      let second = try Answer(url, range: "bytes=500-", ifRange: etag)
      #expect(second.status == 206)
      #expect(second.body == Answer.pattern(500..<1000))
      #expect(second.etag != first.etag)
    }
  }

  @Test func `a server may begin late`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/partial/a/1000?fails=0&shift=7")
      let answer = try Answer(url, range: "bytes=500-")
      #expect(answer.contentRange == "bytes 507-999/1000")
      #expect(answer.body == Answer.pattern(507..<1000))
      let short = try Answer(url, range: "bytes=500-502")
      #expect(short.contentRange == "bytes 502-502/1000")
      try expectWhole(Answer(url))
    }
  }

  @Test(arguments: ["validator=x", "change=2", "shift=-1", "fails=x"])
  func `what makes no sense is refused`(query: String) async throws {
    try await Origin.withOrigin { origin in
      let answer = try Answer(origin.url("/partial/a/1000?\(query)"))
      #expect(answer.status == 400)
    }
  }

  private func expectCut(
    _ answer: Answer, status: Int, _ range: Range<Int>,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.code == .partialFile, sourceLocation: sourceLocation)
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(answer.body == Answer.pattern(range), sourceLocation: sourceLocation)
  }
}
