/// The words of a netrc file, with the lines that they stand in. Pure.
struct NetrcTokens {
  struct Token {
    let text: String
    /// From 1.
    let line: Int
  }

  private let bytes: [UInt8]
  private var place: Int
  /// That of what comes next.
  private var line = 1

  init(_ file: [UInt8]) {
    bytes = file
    place = file.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next word; nil at the end.
  mutating func next() throws(MalformedFile) -> Token? {
    while let byte = peek, NetrcTokens.isBlank(byte) { take() }
    guard let first = peek else { return nil }
    let start = line
    let word = first == UInt8(ascii: "\"") ? try takeQuoted() : takeWord()
    guard let text = String(validating: word, as: UTF8.self) else {
      throw MalformedFile(line: start, reason: "not UTF-8")
    }
    return Token(text: text, line: start)
  }

  /// Leaves out the rest of a line.
  ///
  /// - Returns: whether there was anything.
  @discardableResult mutating func skipLine() -> Bool {
    var isEmpty = true
    while let byte = take(), byte != UInt8(ascii: "\n") {
      if byte != UInt8(ascii: "\r") { isEmpty = false }
    }
    return !isEmpty
  }

  /// Leaves out what defines a macro, up to the empty line that ends it.
  mutating func skipMacro() {
    skipLine()
    while peek != nil, skipLine() {}
  }

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  @discardableResult private mutating func take() -> UInt8? {
    guard let byte = peek else { return nil }
    place += 1
    if byte == UInt8(ascii: "\n") { line += 1 }
    return byte
  }

  private mutating func takeWord() -> [UInt8] {
    let start = place
    while let byte = peek, !NetrcTokens.isBlank(byte) { take() }
    return Array(bytes[start..<place])
  }

  /// A word in quotes may have blanks, and quotes after backslashes: as curl reads it.
  private mutating func takeQuoted() throws(MalformedFile) -> [UInt8] {
    let start = line
    take()
    var word: [UInt8] = []
    while line == start, let byte = take() {
      if byte == UInt8(ascii: "\"") { return word }
      word.append(byte == UInt8(ascii: "\\") ? NetrcTokens.meaning(of: take()) : byte)
    }
    throw MalformedFile(line: start, reason: "a quote has no end")
  }

  /// That of a byte after a backslash.
  private static func meaning(of byte: UInt8?) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: byte ?? 0
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
