import Curl

/// Turns a line of a list into a request, or into the reason why it is none. Pure.
struct EntryParser: Sendable {
  let defaults: RequestDefaults

  struct Parsed {
    /// The URL as given, without userinfo.
    var name: String
    var content: Result<Request, FetchError>
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
        return Parsed(
          name: Redaction.invalid(String(decoding: bytes, as: UTF8.self)),
          content: .failure(FetchError(.invalidURL, "the line is not UTF-8")))
      }
      return parse(text)
    }
  }

  /// - Returns: nil for blank text and comments.
  func parse(_ text: String) -> Parsed? {
    let text = text.trimmingBlanks()
    switch text.utf8.first {
    case nil, UInt8(ascii: "#"): return nil
    case UInt8(ascii: "{"): return parseObject(text)
    default: return request(for: text) { url throws(FetchError) in defaults.request(url) }
    }
  }

  private func parseObject(_ text: String) -> Parsed {
    do {
      let entry = try JSONEntry(text)
      return request(for: entry.url) { url throws(FetchError) in
        try entry.request(url, defaults: defaults)
      }
    } catch {
      // The text may hold headers with secrets, and where is not known: none of it is shown.
      return Parsed(name: "{...}", content: .failure(FetchError(.invalidURL, error.reason)))
    }
  }

  private func request(
    for text: String, make: (WebURL) throws(FetchError) -> Request
  ) -> Parsed {
    do {
      let url = try FetchableURL.parse(text)
      // Where userinfo stands is the parser's word: no second reading of the text can be trusted.
      let name = url.credentials == nil ? text : url.text
      do {
        return Parsed(name: name, content: .success(try make(url)))
      } catch {
        return Parsed(name: name, content: .failure(error))
      }
    } catch {
      return Parsed(name: Redaction.invalid(text), content: .failure(error))
    }
  }
}

/// URLs that swoop fetches: absolute, http or https, with a host.
enum FetchableURL {
  static func parse(_ text: String) throws(FetchError) -> WebURL {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw FetchError(.invalidURL, "a URL has no blanks or control characters; a space is %20")
    }
    let url: WebURL
    do {
      url = try WebURL(text)
    } catch {
      guard text.contains("://") else {
        throw FetchError(.invalidURL, "no URL: it has no scheme such as https://")
      }
      throw FetchError(.invalidURL, "no URL: \(error.reason)")
    }
    return try check(url)
  }

  /// The target of a redirect found in the response of `url` (RFC 9110 section 10.2.2).
  static func target(of location: String, from url: WebURL) throws(FetchError) -> WebURL {
    guard location.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw FetchError(.invalidURL, "the redirect's Location has control characters")
    }
    do {
      return try check(url.resolving(location))
    } catch let error as WebURL.Malformed {
      throw FetchError(.invalidURL, "the redirect's Location is no URL: \(error.reason)")
    } catch let error as FetchError {
      throw FetchError(error.kind, "redirected: \(error.message)")
    } catch {
      throw FetchError(.invalidURL, "the redirect's Location is no URL")
    }
  }

  private static func check(_ url: WebURL) throws(FetchError) -> WebURL {
    guard url.scheme == "http" || url.scheme == "https" else {
      throw FetchError(.unsupportedScheme, "only http and https are fetched, not \(url.scheme)")
    }
    guard !url.host.isEmpty else {
      throw FetchError(.invalidURL, "no URL: it has no host")
    }
    return url
  }
}
