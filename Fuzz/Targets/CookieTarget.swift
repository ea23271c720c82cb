@testable import Curl
@testable import SwoopCore

/// The input is a file, or a response's `Set-Cookie` fields, a line for each.
enum CookieTarget {
  /// 2027, in seconds since 1970.
  private static let now = 1_800_000_000

  @Sendable static func check(_ input: [UInt8]) {
    _ = try? Netrc(parsing: input)
    _ = try? UserAgents(parsing: input)
    if let cookies = try? CookieFile.read(input, now: now) { checkFile(cookies) }
    var jar = CookieJar()
    guard let url = try? WebURL("https://www.example.org/a/b"),
      let other = try? WebURL("https://example.org/a/b")
    else { fatalError("no URL") }
    for field in input.split(separator: UInt8(ascii: "\n")) {
      jar.store(Array(field), from: CookieURL(url), now: now)
    }
    require(jar.field(for: CookieURL(other), now: now) == nil, "a cookie has crossed")
    if let field = jar.field(for: CookieURL(url), now: now) {
      require(field.count <= 8192, "a field of \(field.count) bytes")
      require(field.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "control characters are sent")
    }
    checkFile(jar.cookies(now: now))
  }

  private static func checkFile(_ cookies: [Cookie]) {
    let text = CookieFile.text(of: cookies)
    guard let again = try? CookieFile.read(text, now: now) else {
      fatalError("what was written can't be read")
    }
    require(again.map(\.key) == cookies.map(\.key), "other cookies are read")
    require(again.map(\.value) == cookies.map(\.value), "other values are read")
    require(again.map(\.expires) == cookies.map(\.expires), "other times are read")
  }
}
