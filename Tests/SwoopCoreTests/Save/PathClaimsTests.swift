import Testing

@testable import SwoopCore

/// Which entry has which path.
@Suite struct PathClaimsTests {
  private func claim(_ paths: String...) throws -> [Int?] {
    var claims = PathClaims()
    return try paths.enumerated().map { index, path in
      claims.claim(try SavePath(own: path), for: index + 1)
    }
  }

  @Test func `a path is the first one's`() throws {
    #expect(try claim("a", "b", "a", "a/b", "b") == [nil, nil, 1, 1, 2])
  }

  @Test func `spellings that a file system may take for one are one`() throws {
    #expect(
      try claim("A", "a", "é", "e\u{301}", "É", "ß", "ẞ", "SS", "ſs") == [
        nil, 1, nil, 3, 3, nil, 6, 6, 6,
      ])
    #expect(try claim("a\u{200D}b", "ab", "a\u{FEFF}b") == [nil, 1, 1])
  }

  @Test func `no file is where a folder is needed`() throws {
    #expect(try claim("a/b/c", "a/b", "A", "a/b/d", "a/b/c/e") == [nil, 1, 1, nil, 1])
    #expect(try claim("a/\u{301}b", "a") == [nil, 1])
  }
}
