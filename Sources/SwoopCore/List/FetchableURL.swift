import Curl

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
