import Testing

@testable import SwoopCore
@testable import swoop

/// The lines for people, which need a terminal of any width.
@Suite struct RecordLineTests {
  @Test func `what is too long keeps its beginning and its end`() {
    #expect(RecordLine.shorten("http://a/", to: 9) == "http://a/")
    #expect(RecordLine.shorten("http://a/b", to: 9) == "htt...a/b")
  }

  @Test(arguments: ["urls.txt:1", String(repeating: "folder/", count: 9) + "urls.txt:1"])
  func `the reason is whole, and the place is there if there is room`(source: String) {
    let width = 120
    let record = Record(
      seq: 1, source: source, url: "http://a.example/",
      error: FetchError(.reset, "the connection was closed"),
      requestID: "")
    let line = RecordLine(style: TextStyle(isColored: false, isUnicode: true), width: width).text(
      record)
    #expect(
      line.hasSuffix("  the connection was closed" + (source.count < 20 ? " (urls.txt:1)" : "")))
    #expect(line.count <= width)
  }

  @Test(arguments: [
    (Duration.microseconds(40), "0.0"), (.microseconds(1260), "1.3"), (.milliseconds(99), "99.0"),
    (.milliseconds(1234), "1234"), (.zero, "0.0"),
  ])
  func `milliseconds have a decimal while they are few`(duration: Duration, text: String) {
    #expect(Figure.milliseconds(duration) == text)
  }

  @Test(arguments: [(0, "0 B"), (999, "999 B"), (1000, "1.00 KB"), (123_456_789, "123 MB")])
  func `sizes have a unit`(bytes: Int, text: String) {
    #expect(Figure.size(bytes) == text)
  }
}
