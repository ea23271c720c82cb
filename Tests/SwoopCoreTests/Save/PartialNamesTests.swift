import Curl
import Testing

@testable import SwoopCore

/// What a partial body is known by, and what of it a response may go on with.
@Suite struct PartialNamesTests {
  private func validator(
    _ tag: String? = nil, _ modified: String? = nil, date: String? = nil
  ) -> Validator? {
    Validator(entityTag: tag, lastModified: modified, date: date, now: 1_800_000_000)
  }

  @Test func `a name holds all there is to go on with`() throws {
    let request = try request("http://h/a")
    let tag = try #require(validator("\"a.b/c\""))
    let date = try #require(validator(nil, "Thu, 01 Jan 2026 00:00:00 GMT"))
    for (size, validator) in [(10, tag), (nil, tag), (0, date), (nil, date)] {
      let name = WorkFileName(
        request.id, serial: 7, PartialOrigin(url: request.url, size: size, validator))
      #expect(WorkFileName(name.text) == name)
      #expect(name.text.utf8.count <= 255)
    }
    let plain = WorkFileName(request.id, serial: 7, nil)
    #expect(WorkFileName(plain.text) == plain)
  }

  @Test(arguments: [
    "", ".", "a", "1.2", "00000000000000000000000000000000.x",
    "00000000000000000000000000000000.1.2", "00000000000000000000000000000000.1.2.3.4",
    "00000000000000000000000000000000.1.00000000000000000000000000000000.5.x41",
    "00000000000000000000000000000000.1.00000000000000000000000000000000.5.e0a",
    "00000000000000000000000000000000.1.00000000000000000000000000000000.99999999999999999999.e41",
  ])
  func `other names are no unfinished files'`(text: String) {
    #expect(WorkFileName(text)?.origin == nil)
    #expect(WorkFileName(text) == nil)
  }

  @Test func `only what is strong is a validator`() {
    let old = "Thu, 01 Jan 2026 00:00:00 GMT"
    #expect(validator("\"\"") == .entityTag("\"\""))
    #expect(validator(nil, old) == .lastModified(old))
    // A date is no way round a tag that is weak.
    #expect(validator("W/\"1\"", old) == nil)
    #expect(validator("1", old) == nil)
    #expect(validator("\"\u{FFFD}\"") == nil)
    #expect(validator("\"" + String(repeating: "x", count: 59) + "\"") == nil)
    #expect(validator(nil, "yesterday") == nil)
    #expect(validator(nil, old, date: "Thu, 01 Jan 2026 00:00:59 GMT") == nil)
    #expect(validator(nil, old, date: "Thu, 01 Jan 2026 00:01:00 GMT") != nil)
    #expect(validator() == nil)
  }

  @Test(arguments: [
    "bytes */10", "bytes 5-9/*", "bytes 5-9", "bytes 9-5/10", "bytes 5-10/10", "bytes -1-9/10",
    "bytes 5-9/99999999999999999999", "items 5-9/10", "bytes 5-9/10 x", "bytes 1/5/9",
    "bytes 1-5-9", "", "bytes",
  ])
  func `a range that says less than where and how much is none`(text: String) {
    #expect(ContentRange(text) == nil)
  }

  @Test func `a range is the rest when it begins where the part ends`() throws {
    let range = try #require(ContentRange("Bytes 5-9/10"))
    #expect(range.isRest(from: 5))
    #expect(!range.isRest(from: 4))
    #expect(ContentRange("bytes 5-8/10")?.isRest(from: 5) == false)
  }
}
