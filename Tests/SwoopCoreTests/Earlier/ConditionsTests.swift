import Testing

@testable import SwoopCore

extension EarlierResponse {
  /// What a run finds that is told of a record.
  fileprivate convenience init?(_ record: Record) {
    var line: [UInt8] = []
    RecordFormat.json.append(record, mode: .async, to: &line)
    guard let members = EarlierMembers(line) else { return nil }
    self.init(members)
  }
}

/// What is asked of a server on an earlier response's account.
@Suite struct ConditionsTests {
  private func record(_ url: String, _ change: (inout Record) -> Void = { _ in }) throws -> Record {
    var record = Record(
      seq: 1, source: "list:1", url: url, finalURL: url, status: 200,
      sha256: String(repeating: "ab", count: 32), path: "p", etag: "\"1\"",
      lastModified: "yesterday",
      requestID: try request(url).id.text)
    change(&record)
    return record
  }

  private func conditions(
    _ record: Record, entry: (inout PreparedRequest) -> Void = { _ in }
  ) throws -> [String] {
    var request = try request("http://h/a")
    request.earlier = EarlierResponse(record)
    request.changeWillDo = true
    entry(&request)
    return job(1, request).conditions.map { "\($0.name): \($0.value)" }
  }

  @Test func `validators become conditions`() throws {
    let url = "http://h/a"
    let both = ["If-None-Match: \"1\"", "If-Modified-Since: yesterday"]
    #expect(try conditions(record(url)) == both)
    #expect(try conditions(record(url) { $0.etag = nil }) == [both[1]])
    #expect(try conditions(record(url) { $0.lastModified = nil }) == [both[0]])
    #expect(try conditions(record(url) { $0.etag = "W/\"1\"" }).first == "If-None-Match: W/\"1\"")
  }

  @Test(arguments: [
    "*", "", "1", "\"\u{FFFD}\"", "\"\(String(repeating: "a", count: 5000))\"", "\"1",
    "\"1\", \"2\"", "\"1\"\r\nX: y", "\"\r\n\"",
  ])
  func `what is no entity tag is not sent`(etag: String) throws {
    let sent = try conditions(record("http://h/a") { ($0.etag, $0.lastModified) = (etag, "a\nb") })
    #expect(sent == [])
  }

  @Test func `a response that failed, or is unknown, is not asked after`() throws {
    let url = "http://h/a"
    #expect(EarlierResponse(try record(url) { $0.error = .answered(404) }) == nil)
    #expect(EarlierResponse(try record(url) { $0.status = 304 }) == nil)
    #expect(
      EarlierResponse(try record(url) { ($0.status, $0.change) = (304, .unchanged) }) != nil)
    let bare = try record(url) { ($0.etag, $0.lastModified, $0.sha256) = (nil, nil, nil) }
    #expect(EarlierResponse(bare)?.conditions == [])
    #expect(try conditions(record(url) { $0.status = 204 }) == [])
  }

  @Test func `what has changed in the file meanwhile is not taken for another's`() throws {
    var lines: [UInt8] = []
    let records = try ["http://h/a", "http://h/b"].map { try record($0) }
    for record in records { RecordFormat.json.append(record, mode: .async, to: &lines) }
    let file = TemporaryFile(contents: String(decoding: lines, as: UTF8.self))
    let earlier = try EarlierRecords(file.path)
    let ids = try ["http://h/a", "http://h/b"].map { try request($0).id }
    #expect(ids.allSatisfy { earlier.response(to: $0)?.etag == "\"1\"" })
    // Where one stood, there is another now, and nothing behind it.
    let output = try OutputFile.create(file.path, overwrite: true)
    try output.begin()
    try Array(lines[(lines.count / 2)...]).withBytes { bytes throws(OutputError) in
      try output.write(bytes)
    }
    #expect(ids.allSatisfy { earlier.response(to: $0) == nil })
  }

  @Test func `who asks for something else gets it`() throws {
    let record = try record("http://h/a")
    for name in ["If-None-Match", "if-modified-since", "Range", "If-Match"] {
      #expect(
        try conditions(record) { request in
          request.headers = [try! HeaderField(name: name, value: "x")]
        } == [])
    }
    #expect(try conditions(record) { $0.method = "POST" } == [])
    #expect(try conditions(record) { $0.body = [] } == [])
    #expect(try conditions(record) { $0.changeWillDo = false } == [])
    #expect(
      try conditions(record) { $0.terms.digest = ContentDigest(String(repeating: "0", count: 64)) }
        == [])
    #expect(
      try conditions(record) { $0.terms.digest = ContentDigest(String(repeating: "AB", count: 32)) }
        .count == 2)
  }

  @Test func `a redirect's target is asked, and not what leads to it`() throws {
    let target = "http://h/b"
    let record = try record(target) { $0.redirects = 1 }
    #expect(try conditions(record) == [])
    var first = try request("http://h/a")
    (first.earlier, first.changeWillDo) = (EarlierResponse(record), true)
    for (url, count) in [(target, 2), ("http://h/c", 0)] {
      var hop = job(1, first)
      var next = first
      next.url = try request(url).url
      hop.follow(next, after: exchange(.redirect(.success(next)), status: 302), now: .now)
      #expect(hop.conditions.count == count)
    }
  }
}
