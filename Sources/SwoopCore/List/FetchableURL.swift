import Curl

/// URLs that swoop fetches: absolute, http or https, with a host.
enum FetchableURL {
  static func parse(_ text: String) throws(FetchError) -> WebURL {
    guard text.hasOnly({ $0 > 0x20 && $0 != 0x7F }) else {
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
    guard location.hasOnly({ $0 >= 0x20 && $0 != 0x7F }) else {
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

  /// A host's name or address as URLs of it have it; nil: no URL has such a host.
  ///
  /// - Parameter text: in any case, or international; IPv6 with or without its brackets.
  static func host(_ text: String) -> String? {
    let isIPv6 = text.utf8.count { $0 == UInt8(ascii: ":") } > 1
    let isBare = isIPv6 && !text.hasPrefix("[")
    // What a URL would end its host at; of the others, none is in a host that it can be parsed with.
    guard text.utf8.allSatisfy({ !"/?#@\\%".utf8.contains($0) }),
      // A port is none of a host's.
      isIPv6 ? isBare || text.hasSuffix("]") : !text.contains(":"),
      let url = try? parse("http://\(isBare ? "[\(text)]" : text)/")
    else { return nil }
    return url.hostName
  }

  private static func check(_ url: WebURL) throws(FetchError) -> WebURL {
    guard url.scheme == "http" || url.scheme == "https" else {
      throw FetchError(.unsupportedScheme, "only http and https are fetched, not \(url.scheme)")
    }
    guard !url.host.isEmpty else {
      throw FetchError(.invalidURL, "no URL: it has no host")
    }
    guard isNameOrAddress(url.host) else {
      throw FetchError(.invalidURL, "no URL: its host looks like an address, and is none")
    }
    return url
  }

  /// What ends in a number can't be a name, and some would take it for an address that others don't
  /// (the WHATWG's URL standard, section 3.5).
  private static func isNameOrAddress(_ host: String) -> Bool {
    guard IPAddress(host) == nil, let last = host.split(separator: ".").last else { return true }
    let isHexadecimal = last.hasPrefix("0x") && last.dropFirst(2).allSatisfy(\.isHexDigit)
    return !isHexadecimal && !last.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
