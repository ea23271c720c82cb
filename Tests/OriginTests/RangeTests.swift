import Curl
import Origin
import Testing

@Suite struct RangeTests {
  @Test(arguments: [
    ("bytes=0-", 0..<1000), ("bytes=999-", 999..<1000), ("bytes=10-19", 10..<20),
    ("bytes=10-99999999999999999999", 10..<1000), ("bytes=-1", 999..<1000),
    ("bytes=-5000", 0..<1000), ("Bytes=5-5", 5..<6),
  ])
  func `a range is answered with its bytes`(header: String, range: Range<Int>) async throws {
    try await Origin.withOrigin { origin in
      let answer = try Answer(origin.url("/bytes/1000"), range: header)
      #expect(answer.status == 206)
      #expect(answer.body == Answer.pattern(range))
      #expect(answer.contentRange == "bytes \(range.lowerBound)-\(range.upperBound - 1)/1000")
      let whole = try Answer(origin.url("/bytes/1000"))
      #expect(whole.acceptRanges == "bytes")
      #expect(answer.etag == whole.etag)
      #expect(answer.lastModified == whole.lastModified)
    }
  }

  @Test(arguments: [
    "bytes=1-2,4-5", "bytes=5-2", "bytes=-", "bytes=", "bytes", "items=0-5", "bytes=+1-5",
    "bytes=1-2-3", "bytes=a-b",
  ])
  func `several ranges and nonsense are ignored`(header: String) async throws {
    try await Origin.withOrigin { origin in
      try expectWhole(Answer(origin.url("/bytes/1000"), range: header))
    }
  }

  @Test func `only GET has ranges`() async throws {
    try await Origin.withOrigin { origin in
      try expectWhole(Answer(origin.url("/bytes/1000"), range: "bytes=1-2", method: "POST"))
    }
  }

  @Test(arguments: [
    (1000, "bytes=1000-"), (1000, "bytes=99999999999999999999-"), (1000, "bytes=-0"),
    (0, "bytes=0-"),
  ])
  func `a range beyond the end is refused`(size: Int, header: String) async throws {
    try await Origin.withOrigin { origin in
      let answer = try Answer(origin.url("/bytes/\(size)"), range: header)
      #expect(answer.status == 416)
      #expect(answer.contentRange == "bytes */\(size)")
    }
  }

  @Test func `If-Range takes the validators of the resource`() async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/bytes/1000")
      let whole = try Answer(url)
      for validator in [whole.etag, whole.lastModified] {
        let known: String = try #require(validator)
        let answer = try Answer(url, range: "bytes=500-", ifRange: known)
        #expect(answer.status == 206)
        #expect(answer.body == Answer.pattern(500..<1000))
      }
    }
  }

  @Test(arguments: [
    "\"other\"", "W/\"bytes-1000\"", "bytes-1000", "Thu, 01 Jan 2026 00:00:01 GMT",
  ])
  func `If-Range with any other validator gets everything`(validator: String) async throws {
    try await Origin.withOrigin { origin in
      let url = origin.url("/bytes/1000")
      try expectWhole(Answer(url, range: "bytes=500-", ifRange: validator))
      try expectWhole(Answer(url, range: "bytes=5000-", ifRange: validator))
    }
  }
}

func expectWhole(_ answer: Answer, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(answer.code == .ok, sourceLocation: sourceLocation)
  #expect(answer.status == 200, sourceLocation: sourceLocation)
  #expect(answer.body == Answer.pattern(0..<1000), sourceLocation: sourceLocation)
  #expect(answer.contentRange == nil, sourceLocation: sourceLocation)
}
