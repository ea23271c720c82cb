import Testing

@testable import SwoopCore

/// What a file of records says is done.
@Suite struct JournalTests {
  private func journal(retriesFailed: Bool = false, _ lines: [String]) -> Journal {
    var journal = Journal(retriesFailed: retriesFailed)
    for line in lines {
      let isRecord = journal.add(Array(line.utf8))
      #expect(isRecord)
    }
    return journal
  }

  private func findings(_ journal: Journal, _ ids: [RequestID]) -> [Journal.Finding] {
    var journal = journal
    return ids.map { journal.take($0) }
  }

  private let (a, b): (RequestID, RequestID)

  init() throws {
    (a, b) = (try request("http://h/a").id, try request("http://h/b").id)
  }

  private func ok(_ id: RequestID, replaces: Bool = false) -> String {
    #"{"request_id":"\#(id.text)","ok":true,"error":null\#(replaces ? #","replaces":true"# : "")}"#
  }

  private func failed(_ id: RequestID, _ kind: String = "timeout", replaces: Bool = false) -> String
  {
    #"{"request_id":"\#(id.text)","ok":false,"error":{"kind":"\#(kind)","message":""}"#
      + (replaces ? #","replaces":true}"# : "}")
  }

  @Test func `a record is for one entry`() {
    let journal = journal([ok(a), failed(b)])
    #expect(
      findings(journal, [a, b, a, b])
        == [.done(isOK: true), .done(isOK: false), .unknown, .unknown])
  }

  @Test func `what failed is done, unless failures are to be retried`() {
    #expect(findings(journal([failed(a)]), [a]) == [.done(isOK: false)])
    #expect(findings(journal(retriesFailed: true, [failed(a)]), [a, a]) == [.undone, .unknown])
  }

  @Test(arguments: ["interrupted", "disk", "internal"])
  func `what this side did not finish is not done`(kind: String) {
    #expect(findings(journal([failed(a, kind)]), [a]) == [.undone])
  }

  @Test func `of entries that are the same, those that are ok come first`() {
    let journal = journal(retriesFailed: true, [failed(a), ok(a)])
    #expect(findings(journal, [a, a]) == [.done(isOK: true), .undone])
  }

  @Test func `a record that takes the place of another counts once`() {
    let retried = journal([failed(a), ok(a, replaces: true)])
    #expect(findings(retried, [a, a]) == [.done(isOK: true), .unknown])
    let twice = journal([failed(a, "interrupted"), failed(a), failed(a, replaces: true)])
    #expect(findings(twice, [a, a, a]) == [.done(isOK: false), .done(isOK: false), .unknown])
  }

  @Test func `a duplicate's record is not the first one's`() {
    var journal = journal([failed(a, "duplicate")])
    let first = journal.take(a)
    let duplicates = [journal.takeDuplicate(a), journal.takeDuplicate(a)]
    #expect(first == .unknown)
    #expect(duplicates == [true, false])
  }

  @Test(arguments: ["", "{}", "null", "http://h/", #"{"request_id":"12","ok":true}"#])
  func `other lines are no records`(line: String) {
    var journal = Journal(retriesFailed: false)
    let isRecord = journal.add(Array(line.utf8))
    #expect(!isRecord)
  }

  @Test func `a journal may be written in other words`() {
    let line = #"{ "ok" : true, "x": [1, {}], "request_id" : "\#(a.text.uppercased())" }"#
    #expect(findings(journal([line]), [a]) == [.done(isOK: true)])
  }
}
