/// Turns a line of a list into a request, or into the reason why it is none. Pure.
struct EntryParser: Sendable {
  let defaults: RequestDefaults

  struct Parsed {
    /// The URL as given, without userinfo.
    var name: String
    var content: Result<PreparedRequest, FetchError>

    /// What its shard is found from: empty for what is no request.
    var host: String { (try? content.get())?.url.hostName ?? "" }
  }

  /// - Returns: nil for blank lines and comments.
  func parse(_ line: LineSplitter.Line) -> Parsed? {
    switch line {
    case .tooLong(let start, let count):
      return Parsed(
        name: Redaction.beginning(of: String(decoding: start, as: UTF8.self)),
        content: .failure(
          FetchError(
            .invalidURL, "the line has \(count) bytes; at most \(LineSplitter.limit) are read")))
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        let text = EntryParser.trimming(String(decoding: bytes, as: UTF8.self))
        return Parsed(
          name: isObject(text) ? EntryParser.objectName : Redaction.invalid(text),
          content: .failure(FetchError(.invalidURL, "the line is not UTF-8")))
      }
      return parse(text)
    }
  }

  /// - Returns: nil for blank text and comments.
  func parse(_ text: String) -> Parsed? {
    let text = EntryParser.trimming(text)
    switch text.utf8.first {
    case nil, UInt8(ascii: "#"): return nil
    case _ where isObject(text): return parseObject(text)
    default: return parse(Request(text))
    }
  }

  /// The text without what means nothing at its ends: blanks, what is left of line ends, and before it
  /// byte order marks, which come along where files are put together.
  ///
  /// However often an entry is written and read again, it stays the same one.
  static func trimming(_ text: String) -> String {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isBlank: (UInt8) -> Bool = { " \t\r\n".utf8.contains($0) }
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, isBlank(first) || bytes.starts(with: mark) {
      bytes.removeFirst(isBlank(first) ? 1 : mark.count)
    }
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  func parse(_ request: Request) -> Parsed {
    parse(url: request.url) { () throws(InvalidRequest) in request }
  }

  private func isObject(_ text: String) -> Bool {
    text.utf8.first == UInt8(ascii: "{")
  }

  /// The text may hold headers with secrets, and where is not known: none of it is shown.
  private static let objectName = "{...}"

  private func parseObject(_ text: String) -> Parsed {
    do {
      let entry = try JSONEntry(text)
      return parse(url: entry.url) { () throws(InvalidRequest) in try entry.request }
    } catch {
      return Parsed(
        name: EntryParser.objectName, content: .failure(FetchError(.invalidURL, error.reason)))
    }
  }

  /// - Parameter request: what else is asked for, looked at once the URL is known to be good.
  private func parse(
    url text: String, _ request: () throws(InvalidRequest) -> Request
  ) -> Parsed {
    do throws(FetchError) {
      let url = try FetchableURL.parse(text)
      // Where userinfo stands is the parser's word: no second reading of the text can be trusted.
      let name = url.credentials == nil ? text : url.text
      do throws(InvalidRequest) {
        let prepared = try request().prepared(for: url, defaults)
        return Parsed(name: name, content: .success(prepared))
      } catch {
        return Parsed(name: name, content: .failure(FetchError(.invalidURL, error.reason)))
      }
    } catch {
      return Parsed(name: Redaction.invalid(text), content: .failure(error))
    }
  }
}
