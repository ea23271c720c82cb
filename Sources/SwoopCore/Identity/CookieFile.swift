/// Cookies as Netscape's browser wrote them to a file, and curl, wget and Python read and write them: a line for
/// each, with seven columns between tabs. Pure.
///
/// ```
/// .example.org  TRUE  /  TRUE  1893456000  session  a3fWa
/// #HttpOnly_www.example.org  FALSE  /  FALSE  0  seen  1
/// ```
///
/// The columns: a domain, whether hosts below it get the cookie, the path, whether it goes over TLS alone, when it
/// expires (seconds since 1970; 0 or nothing: never), name and value.
enum CookieFile {
  private static let httpOnly = Array("#HttpOnly_".utf8)
  private static let tab = UInt8(ascii: "\t")

  /// The cookies of a file's bytes that have not expired.
  static func read(_ file: [UInt8], now: Int) throws(MalformedFile) -> [Cookie] {
    var cookies: [Cookie] = []
    for (number, line) in file.numberedLines {
      let isHTTPOnly = line.starts(with: httpOnly)
      let text = isHTTPOnly ? line.dropFirst(httpOnly.count) : line
      guard isHTTPOnly || text.first != UInt8(ascii: "#"),
        !text.allSatisfy({ $0 == 0x20 || $0 == tab })
      else { continue }
      do throws(InvalidRequest) {
        let cookie = try cookie(text, isHTTPOnly: isHTTPOnly)
        if !cookie.isExpired(now: now) { cookies.append(cookie) }
      } catch {
        throw MalformedFile(line: number, reason: error.reason)
      }
    }
    return cookies
  }

  private static func cookie(
    _ line: ArraySlice<UInt8>, isHTTPOnly: Bool
  ) throws(InvalidRequest) -> Cookie {
    let columns = line.split(separator: tab, omittingEmptySubsequences: false)
    // Some leave the last tab out where there is no value.
    guard columns.count == 7 || columns.count == 6 else {
      throw InvalidRequest(reason: "a cookie has 7 columns with tabs between them")
    }
    guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == tab }) else {
      throw InvalidRequest(reason: "a cookie has no control characters")
    }
    let name = Array(columns[5])
    guard !name.isEmpty, !name.contains(where: { "=;".utf8.contains($0) }) else {
      throw InvalidRequest(reason: "a cookie's name is not empty, and has no '=' or ';'")
    }
    let value = columns.count == 7 ? Array(columns[6]) : []
    guard !value.contains(UInt8(ascii: ";")) else {
      throw InvalidRequest(reason: "a cookie's value has no ';'")
    }
    guard columns[2].first == UInt8(ascii: "/") else {
      throw InvalidRequest(reason: "a cookie's path begins with a slash")
    }
    return Cookie(
      name: name, value: value, domain: try domain(columns[0]),
      includesSubdomains: try truth(columns[1]), path: Array(columns[2]),
      isSecure: try truth(columns[3]), isHTTPOnly: isHTTPOnly, expires: try expiry(columns[4]))
  }

  private static func domain(_ column: ArraySlice<UInt8>) throws(InvalidRequest) -> String {
    let name = column.first == UInt8(ascii: ".") ? column.dropFirst() : column
    guard let text = String(validating: name, as: UTF8.self), let host = try? HostName(text) else {
      throw InvalidRequest(reason: "a cookie's domain is the name of no host")
    }
    return host.text
  }

  private static func truth(_ column: ArraySlice<UInt8>) throws(InvalidRequest) -> Bool {
    switch String(decoding: column, as: UTF8.self).lowercased() {
    case "true": return true
    case "false": return false
    default: throw InvalidRequest(reason: "the second and fourth columns are TRUE or FALSE")
    }
  }

  /// Browsers' extensions write fractions, too.
  private static func expiry(_ column: ArraySlice<UInt8>) throws(InvalidRequest) -> Int? {
    let parts = column.split(separator: UInt8(ascii: "."), maxSplits: 1)
    guard parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } }) else {
      throw InvalidRequest(reason: "a cookie expires at a number of seconds since 1970, or 0")
    }
    guard let seconds = parts.first else { return nil }
    let number = Int(String(decoding: seconds, as: UTF8.self)) ?? .max
    return number == 0 ? nil : number
  }

  /// A file of cookies.
  static func text(of cookies: [Cookie]) -> [UInt8] {
    var text = Array("# Netscape HTTP Cookie File\n# Written by swoop. It holds secrets.\n\n".utf8)
    for cookie in cookies {
      if cookie.isHTTPOnly { text += httpOnly }
      if cookie.includesSubdomains { text.append(UInt8(ascii: ".")) }
      text += cookie.domain.utf8
      let flags = [cookie.includesSubdomains, cookie.isSecure].map { $0 ? "TRUE" : "FALSE" }
      text += "\t\(flags[0])\t".utf8
      text += cookie.path
      text += "\t\(flags[1])\t\(cookie.expires ?? 0)\t".utf8
      text += cookie.name + [tab] + cookie.value + [UInt8(ascii: "\n")]
    }
    return text
  }
}
