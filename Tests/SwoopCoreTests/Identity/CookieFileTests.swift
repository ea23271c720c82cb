import Testing

@testable import SwoopCore

@Suite struct CookieFileTests {
  private static let now = 1_800_000_000

  private func read(_ file: String) throws -> [Cookie] {
    try CookieFile.read(Array(file.utf8), now: CookieFileTests.now)
  }

  @Test func `each column is read`() throws {
    let file = """
      \u{FEFF}# Netscape HTTP Cookie File\r
      \r
      .Example.org\tTRUE\t/a\tTRUE\t1900000000\tname\tva lue=\r
      #HttpOnly_127.0.0.1\tfalse\t/\tFALSE\t0\tsession\t
      a\tFALSE\t/\tFALSE\t\tb
      old\tFALSE\t/\tFALSE\t1799999999\ta\tb
      f\tFALSE\t/\tFALSE\t1900000000.25\ta\tb
      """
    let cookies = try read(file)
    #expect(cookies.map(\.domain) == ["example.org", "127.0.0.1", "a", "f"])
    #expect(cookies.map(\.includesSubdomains) == [true, false, false, false])
    #expect(cookies.map(\.isSecure) == [true, false, false, false])
    #expect(cookies.map(\.isHTTPOnly) == [false, true, false, false])
    #expect(cookies.map(\.expires) == [1_900_000_000, nil, nil, 1_900_000_000])
    #expect(cookies.map { String(decoding: $0.path, as: UTF8.self) } == ["/a", "/", "/", "/"])
    #expect(cookies.map { String(decoding: $0.value, as: UTF8.self) } == ["va lue=", "", "", "b"])
  }

  @Test func `what is written is read again, and is the same`() throws {
    let file =
      Array(
        """
        .b.example\tTRUE\t/\tTRUE\t1900000000\tn\tv
        #HttpOnly_a\tFALSE\t/x\tFALSE\t0\ts\t"q, r"
        [::1]\tFALSE\t/\tFALSE\t0\to\t
        """.utf8) + [0xFF, 0x0A]
    let cookies = try CookieFile.read(file, now: CookieFileTests.now)
    #expect(cookies.count == 3)
    let text = CookieFile.text(of: cookies)
    #expect(try CookieFile.read(text, now: CookieFileTests.now) == cookies)
    #expect(text.starts(with: "# Netscape HTTP Cookie File\n".utf8))
    let jar = CookieJar(given: cookies + cookies)
    #expect(jar.cookies(now: CookieFileTests.now).count == 3)
  }

  @Test(arguments: [
    ("secret", "1: a cookie has 7 columns with tabs between them"),
    ("\n# x\na FALSE / FALSE 0 n secret", "3: a cookie has 7 columns with tabs between them"),
    ("a\tFALSE\t/\tFALSE\t0\tn\tv\tsecret", "1: a cookie has 7 columns with tabs between them"),
    ("a\tno\t/\tFALSE\t0\tn\tv", "1: the second and fourth columns are TRUE or FALSE"),
    ("a\tTRUE\t/\t\t0\tn\tv", "1: the second and fourth columns are TRUE or FALSE"),
    ("a\tTRUE\tx\tTRUE\t0\tn\tv", "1: a cookie's path begins with a slash"),
    ("a\tTRUE\t/\tTRUE\tsoon\tn\tv", "1: a cookie expires at a number of seconds since 1970, or 0"),
    ("a\tTRUE\t/\tTRUE\t-1\tn\tv", "1: a cookie expires at a number of seconds since 1970, or 0"),
    ("\tTRUE\t/\tTRUE\t0\tn\tv", "1: a cookie's domain is the name of no host"),
    ("a b\tTRUE\t/\tTRUE\t0\tn\tv", "1: a cookie's domain is the name of no host"),
    ("a\tTRUE\t/\tTRUE\t0\t\tv", "1: a cookie's name is not empty, and has no '=' or ';'"),
    ("a\tTRUE\t/\tTRUE\t0\tn=\tv", "1: a cookie's name is not empty, and has no '=' or ';'"),
    ("a\tTRUE\t/\tTRUE\t0\tn\tv; x=secret", "1: a cookie's value has no ';'"),
    ("a\tTRUE\t/\tTRUE\t0\tn\tsecret\u{1}", "1: a cookie has no control characters"),
    ("a\tTRUE\t/\tTRUE\t0\tn\tse\rcret", "1: a cookie has no control characters"),
  ])
  func `a mistake is told of with its line, and quotes nothing`(file: String, problem: String) {
    let error = #expect(throws: MalformedFile.self) { try read(file) }
    #expect(error?.description == problem)
  }
}
