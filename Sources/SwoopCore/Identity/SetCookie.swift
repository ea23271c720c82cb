import Curl

/// What a `Set-Cookie` field says (RFC 6265 section 5.2). Pure.
struct SetCookie: Hashable, Sendable {
  let name: [UInt8]
  let value: [UInt8]
  /// Seconds since 1970, or what is long past for one that is to go; nil: none was said.
  private(set) var expires: Int?
  /// In lower case, without a dot before it.
  private(set) var domain: String?
  private(set) var path: [UInt8]?
  private(set) var isSecure = false
  private(set) var isHTTPOnly = false

  private var hasMaxAge = false

  /// Bytes of a name and its value, and of an attribute's value; what has more is left out, as browsers do it
  /// (RFC 6265bis section 5.6).
  private static let (longest, longestAttribute) = (4096, 1024)

  /// - Returns: nil for what is no cookie, or none that could be sent and written down again.
  init?(_ field: [UInt8], now: Int) {
    // A cookie that breaks off at a control character is another one (RFC 6265bis section 5.6). A tab within
    // it would be the end of a column in a file.
    guard field.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else { return nil }
    let parts = field.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    guard let pair = parts.first, let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
      return nil
    }
    name = Array(pair[..<equals].trimmingBlanks())
    value = Array(pair[(equals + 1)...].trimmingBlanks())
    guard !name.isEmpty, name.count + value.count <= SetCookie.longest,
      !name.contains(0x09), !value.contains(0x09)
    else { return nil }
    for part in parts.dropFirst() {
      let words = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let value = words.count == 2 ? words[1].trimmingBlanks() : []
      guard value.count <= SetCookie.longestAttribute, let name = words.first else { continue }
      take(SetCookie.lowercased(name.trimmingBlanks()), Array(value), now: now)
    }
  }

  private mutating func take(_ name: String, _ value: [UInt8], now: Int) {
    switch name {
    case "expires":
      guard !hasMaxAge, let date = CookieDate.parse(value) else { return }
      expires = date
    case "max-age":
      guard let seconds = SetCookie.seconds(value) else { return }
      hasMaxAge = true
      expires = seconds <= 0 ? .min : now + min(seconds, 1 << 40)
    case "domain":
      guard !value.isEmpty else { return }
      let text = SetCookie.lowercased(value)
      domain = text.hasPrefix(".") ? String(text.dropFirst()) : text
    case "path":
      path = value.first == UInt8(ascii: "/") && !value.contains(0x09) ? value : nil
    case "secure": isSecure = true
    case "httponly": isHTTPOnly = true
    default: break
    }
  }

  /// A number, however large; nil: it is none.
  private static func seconds(_ value: [UInt8]) -> Int? {
    let isNegative = value.first == UInt8(ascii: "-")
    let digits = isNegative ? value[1...] : value[...]
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return isNegative ? 0 : Int(String(decoding: digits, as: UTF8.self)) ?? .max
  }

  /// ASCII letters only: what else there is matches no host's name.
  private static func lowercased(_ text: some Sequence<UInt8>) -> String {
    String(
      decoding: text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

extension SetCookie {
  /// The cookie that a response sets for its host; nil: it may not.
  ///
  /// It is its host's alone, whatever domain it names: which domains are shared by strangers can't be known
  /// without a list of them.
  func cookie(from url: CookieURL) -> Cookie? {
    if let domain, !url.domainMatches(domain) { return nil }
    // What can be read on the way can't set what is to be kept from readers (RFC 6265bis section 5.7).
    guard !isSecure || url.isSecure else { return nil }
    if has(prefix: "__secure-"), !isSecure { return nil }
    if has(prefix: "__host-") {
      guard isSecure, domain == nil, path == [UInt8(ascii: "/")] else { return nil }
    }
    return Cookie(
      name: name, value: value, domain: url.host, includesSubdomains: false,
      path: path ?? url.defaultPath, isSecure: isSecure, isHTTPOnly: isHTTPOnly, expires: expires)
  }

  /// RFC 6265bis section 4.1.3; in any case, so that none is mistaken for another.
  private func has(prefix: String) -> Bool {
    name.lazy.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }.starts(with: prefix.utf8)
  }
}
