import Testing

@testable import SwoopCore

@Suite struct LineSplitterTests {
  private func split(_ text: [UInt8], piece: Int) -> [LineSplitter.Line] {
    var splitter = LineSplitter()
    var lines: [LineSplitter.Line] = []
    for start in stride(from: 0, to: text.count, by: piece) {
      text[start..<min(start + piece, text.count)].withUnsafeBytes { splitter.append($0) }
      while let line = splitter.next() { lines.append(line) }
    }
    if let line = splitter.finish() { lines.append(line) }
    return lines
  }

  private func lines(_ texts: String...) -> [LineSplitter.Line] {
    texts.map { .bytes(Array($0.utf8)) }
  }

  @Test(arguments: [1, 2, 3, 5, 100])
  func `lines are the same whatever pieces they come in`(piece: Int) {
    let text = "\u{FEFF}one\r\ntwo\n\n\u{FEFF}four\rfour\nlast"
    #expect(
      split(Array(text.utf8), piece: piece)
        == lines("\u{FEFF}one", "two", "", "\u{FEFF}four\rfour", "last"))
  }

  @Test func `a line's end at the end makes no further line`() {
    #expect(split(Array("one\n".utf8), piece: 64) == lines("one"))
    #expect(split([], piece: 64) == [])
    #expect(split(Array("\n".utf8), piece: 64) == lines(""))
  }

  @Test(arguments: [1000, 64 * 1024, 1 << 20])
  func `a line over the limit is counted and the next one is whole`(piece: Int) {
    let limit = LineSplitter.limit
    let exact = [UInt8](repeating: UInt8(ascii: "a"), count: limit)
    let over = [UInt8](repeating: UInt8(ascii: "b"), count: limit + 1)
    let far = [UInt8](repeating: UInt8(ascii: "c"), count: 5 * limit)
    let newline = [UInt8(ascii: "\n")]
    let text = exact + [UInt8(ascii: "\r")] + newline + over + newline + far + newline + [65]

    let lines = split(text, piece: piece)

    #expect(lines.count == 4)
    #expect(lines[0] == .bytes(exact))
    #expect(lines[1] == .tooLong(start: Array(over.prefix(256)), count: limit + 1))
    #expect(lines[2] == .tooLong(start: Array(far.prefix(256)), count: 5 * limit))
    #expect(lines[3] == .bytes([65]))
  }

  @Test func `an over-long last line without its end is still told`() {
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: 200_000)
    #expect(split(text, piece: 4096) == [.tooLong(start: Array(text.prefix(256)), count: 200_000)])
  }
}
