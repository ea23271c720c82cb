internal import CCurl

/// A URL taken apart by libcurl's own parser, so that what is checked is what is fetched.
///
/// It is normalised (RFC 3986 section 6.2.2): scheme and host in lower case, dot segments removed,
/// bytes outside ASCII percent-encoded in the path, an international host name in its ASCII form, an
/// IPv6 address in that of RFC 5952.
package struct WebURL: Hashable, Sendable {
  /// The URL without userinfo and fragment.
  package let text: String
  package let scheme: String
  /// What is asked for and looked up.
  package let host: String
  package let port: Int
  /// What stood before the `@`, decoded.
  package let credentials: Credentials?

  package struct Credentials: Hashable, Sendable {
    package let user: String
    package let password: String
  }

  /// A text that is no URL; the reason is a sentence for people and quotes none of the text.
  package struct Malformed: Error, Sendable {
    package let reason: String
  }

  /// Parses an absolute URL of any scheme.
  package init(_ text: String) throws(Malformed) {
    let parser = try Parser()
    try parser.set(text)
    self = try parser.url(of: text)
  }

  /// The target of a reference found in this URL's response (RFC 3986 section 5).
  package func resolving(_ reference: String) throws(Malformed) -> WebURL {
    let parser = try Parser()
    try parser.set(text)
    try parser.set(reference)
    return try parser.url(of: reference)
  }

  /// The same URL with these credentials.
  package func with(_ credentials: Credentials?) -> WebURL {
    WebURL(text: text, scheme: scheme, host: host, port: port, credentials: credentials)
  }

  /// The name that a host has however it is spelled: that of `host` without the dot that may end a name,
  /// for it says only that the name is a whole one (RFC 3986 section 3.2.2).
  package var hostName: String {
    host.utf8.last == UInt8(ascii: ".") ? String(host.dropLast()) : host
  }

  /// Whether both have the same origin (RFC 6454 section 4).
  package func hasSameOrigin(as other: WebURL) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }
}

extension WebURL {
  fileprivate init(
    text: String, scheme: String, host: String, port: Int, credentials: Credentials?
  ) {
    self.text = text
    self.scheme = scheme
    self.host = host
    self.port = port
    self.credentials = credentials
  }
}

/// The one owner of a libcurl URL handle.
private struct Parser: ~Copyable {
  private let handle: OpaquePointer

  init() throws(WebURL.Malformed) {
    guard let handle = curl_url() else { throw WebURL.Malformed(reason: "out of memory") }
    self.handle = handle
  }

  deinit {
    curl_url_cleanup(handle)
  }

  /// Sets the URL, or resolves a reference against the one that is set.
  func set(_ text: String) throws(WebURL.Malformed) {
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE)
    try check(curl_url_set(handle, CURLUPART_URL, text, flags))
  }

  /// What was set, whose last text is `given`.
  func url(of given: String) throws(WebURL.Malformed) -> WebURL {
    // Each part costs a call and a copy; a URL without these marks has no such parts.
    let credentials = given.utf8.contains(UInt8(ascii: "@")) ? try takeCredentials() : nil
    if given.utf8.contains(UInt8(ascii: "#")) { try remove(CURLUPART_FRAGMENT) }
    let scheme = get(CURLUPART_SCHEME) ?? ""
    let host = try asciiHost()
    guard let text = get(CURLUPART_URL, UInt32(CURLU_NO_DEFAULT_PORT)) else {
      throw WebURL.Malformed(reason: "is no URL")
    }
    if text != given { try expect(host, in: text) }
    return WebURL(
      text: text,
      scheme: scheme,
      host: host,
      port: get(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap { Int($0) } ?? 0,
      credentials: credentials)
  }

  /// `http://%39/` has the host "9", which is 0.0.0.9 to who is given `http://9/`.
  private func expect(_ host: String, in text: String) throws(WebURL.Malformed) {
    let reader = try Parser()
    try reader.set(text)
    guard reader.get(CURLUPART_HOST) ?? "" == host else {
      throw WebURL.Malformed(reason: "its host is read as another one the second time")
    }
  }

  private func takeCredentials() throws(WebURL.Malformed) -> WebURL.Credentials? {
    let user = try decoded(CURLUPART_USER)
    let password = try decoded(CURLUPART_PASSWORD)
    for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS] { try remove(part) }
    guard user != nil || password != nil else { return nil }
    return WebURL.Credentials(user: user ?? "", password: password ?? "")
  }

  private func remove(_ part: CURLUPart) throws(WebURL.Malformed) {
    try check(curl_url_set(handle, part, nil, 0))
  }

  /// The host in lower case, an international name as its ASCII form (RFC 5891), which also
  /// becomes the URL's.
  private func asciiHost() throws(WebURL.Malformed) -> String {
    guard let host = get(CURLUPART_HOST) else { return "" }
    var ascii = host
    if !host.utf8.allSatisfy({ $0 < 0x80 }) {
      guard let converted = InternationalName.ascii(host, of: handle) else {
        throw WebURL.Malformed(reason: "its host is no name that can be looked up")
      }
      ascii = converted
    }
    ascii = ascii.lowercased()
    // libcurl writes an address anew only where that makes it shorter.
    if ascii.hasPrefix("["), let address = IPAddress(String(ascii.dropFirst().dropLast())) {
      ascii = "[\(address)]"
    }
    if ascii != host {
      // Which goes with the host that it belongs to.
      let zone = get(CURLUPART_ZONEID)
      try check(curl_url_set(handle, CURLUPART_HOST, ascii, 0))
      if let zone { try check(curl_url_set(handle, CURLUPART_ZONEID, zone, 0)) }
    }
    return ascii
  }

  /// A part of the userinfo; nil only when there is none.
  private func decoded(_ part: CURLUPart) throws(WebURL.Malformed) -> String? {
    guard get(part) != nil else { return nil }
    guard let value = get(part, UInt32(CURLU_URLDECODE)) else {
      throw WebURL.Malformed(reason: "its userinfo has control characters")
    }
    return value
  }

  private func get(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { return nil }
    defer { curl_free(value) }
    return String(cString: value)
  }

  private func check(_ code: CURLUcode) throws(WebURL.Malformed) {
    guard code == CURLUE_OK else {
      throw WebURL.Malformed(reason: String(cString: curl_url_strerror(code)))
    }
  }
}
