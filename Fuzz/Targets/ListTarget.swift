import Curl

@testable import SwoopCore

/// The input is a list: its lines are those of any cut into pieces, and every entry can be sent safely.
enum ListTarget {
  private static let parser = EntryParser(defaults: RequestDefaults())

  @Sendable static func check(_ list: [UInt8]) {
    // Lines longer than the real limit would make slow inputs.
    for limit in [256, LineSplitter.limit] {
      let lines = split(list, limit: limit, pieces: repeatElement(list.count, count: 1))
      require(lines.count == lineCount(of: list), "lines are lost")
      require(lines == split(list, limit: limit, pieces: pieces(of: list)), "pieces matter")
      for line in lines { check(line) }
    }
  }

  private static func lineCount(of list: [UInt8]) -> Int {
    let lines = list.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.count - (lines.last?.isEmpty == true ? 1 : 0)
  }

  /// Sizes that differ from list to list, but are the same each time.
  private static func pieces(of list: [UInt8]) -> some Sequence<Int> {
    var random = SplitMix64(seed: list.reduce(0) { $0 &* 31 &+ UInt64($1) })
    return sequence(first: 1) { _ in Int.random(in: 0...40, using: &random) }
  }

  private static func split(
    _ list: [UInt8], limit: Int, pieces: some Sequence<Int>
  ) -> [LineSplitter.Line] {
    var splitter = LineSplitter(limit: limit)
    var lines: [LineSplitter.Line] = []
    var rest = list[...]
    for size in pieces {
      guard !rest.isEmpty else { break }
      rest.prefix(size).withUnsafeBytes { splitter.append($0) }
      rest = rest.dropFirst(size)
      while let line = splitter.next() { lines.append(line) }
    }
    if let line = splitter.finish() { lines.append(line) }
    return lines
  }

  private static func check(_ line: LineSplitter.Line) {
    guard let parsed = parser.parse(line) else { return }
    guard case .bytes(let bytes) = line else {
      return require(parsed.name.isRedacted(to: "..."), "a part of a long line is shown")
    }
    let text = EntryParser.trimming(String(decoding: bytes, as: UTF8.self))
    let isValid = String(validating: bytes, as: UTF8.self) != nil
    let isObject = text.utf8.first == UInt8(ascii: "{")
    let given = !isObject ? text : isValid ? (try? JSONEntry(text))?.url : nil
    guard let given else { return require(parsed.name == "{...}", "a broken object is shown") }
    guard isValid, let url = try? FetchableURL.parse(given) else {
      return check(redacted: parsed.name)
    }
    check(parsed.name, of: url, given: given)
    if case .success(let request) = parsed.content {
      require(request.url == url, "another URL is fetched")
      check(request)
    }
  }

  /// What is shown of a text that is no URL: all of it where it has no userinfo.
  private static func check(redacted name: String) {
    guard let at = name.utf8.lastIndex(of: UInt8(ascii: "@")) else { return }
    require(name[..<name.utf8.index(after: at)].isRedacted(to: "***@"), "userinfo is shown")
  }

  private static func check(_ name: String, of url: WebURL, given: String) {
    guard let credentials = url.credentials else {
      return require(name.hasSameBytes(as: given), "a name is not as given")
    }
    require(name.hasSameBytes(as: url.text), "a name has userinfo")
    // Where the password stands once and as it is, another one makes another text, but no other name.
    let userinfoEnd = ":\(credentials.password)@"
    let places = Array(given.utf8).ranges(of: Array(userinfoEnd.utf8))
    guard !credentials.password.isEmpty, places.count == 1, !given.utf8.contains(UInt8(ascii: "%"))
    else { return }
    var other = Array(given.utf8)
    other.replaceSubrange(places[0], with: ":x@".utf8)
    let parsed = parser.parse(String(decoding: other, as: UTF8.self))
    require(parsed?.name == name, "a name depends on the password")
  }

  private static func check(_ request: PreparedRequest) {
    let url = request.url
    require(["http", "https"].contains(url.scheme), "the scheme is \(url.scheme)")
    require(!url.host.isEmpty, "no host")
    require(url.text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }, "bytes that no URL has")
    let authority = url.text.utf8.dropFirst(url.scheme.utf8.count + 3).prefix { byte in
      !"/?#".utf8.contains(byte)
    }
    require(!authority.contains(UInt8(ascii: "@")), "userinfo in \(url.text)")
    require((try? WebURL(url.text)) == url.with(nil), "\(url.text) is read as another URL")
    require(Token.isValid(request.method) && request.method != "CONNECT", "the method")
    for header in request.headers {
      require(Token.isValid(header.name), "a header's name")
      require(!header.value.utf8.contains { [0x0D, 0x0A, 0].contains($0) }, "a header's value")
    }
    require(RequestID(request.entryID.text) == request.entryID, "the entry's ID")
  }
}

extension StringProtocol {
  /// Whether it is a mark, or `SCHEME://` and the mark.
  fileprivate func isRedacted(to mark: String) -> Bool {
    let bytes = Array(utf8)
    guard bytes.count > mark.utf8.count else { return bytes.elementsEqual(mark.utf8) }
    let end = Array("://\(mark)".utf8)
    return bytes.suffix(end.count) == end[...]
      && bytes.dropLast(end.count).allSatisfy { !":/?#[]@{}\"% ".utf8.contains($0) }
  }
}
