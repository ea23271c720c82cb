import Curl
import Foundation
import Testing

@testable import SwoopCore

/// Where bodies are saved, without saving any.
@Suite struct SavePathTests {
  private func path(_ url: String) throws -> String {
    SavePath(of: try request(url)).text
  }

  @Test(arguments: [
    ("https://example.com/a.html", "example.com/a.html"),
    ("http://example.com/a.html", "example.com+80/a.html"),
    ("https://example.com:8443/a.html", "example.com+8443+https/a.html"),
    ("http://127.0.0.1:8480/x/y-z/a_1.tar.gz", "127.0.0.1+8480/x/y-z/a_1.tar.gz"),
    ("https://localhost/robots.txt", "localhost/robots.txt"),
  ])
  func `plain words stand as they are`(url: String, expected: String) throws {
    #expect(try path(url) == expected)
  }

  @Test(arguments: [
    ("https://h.org/", "h.org/_~#"), ("https://h.org/about", "h.org/about~#"),
    ("https://h.org/A.HTML", "h.org/A~#.HTML"), ("https://h.org/a.php?id=7", "h.org/a_id=7~#.php"),
    ("https://h.org/a//b.html", "h.org/a/_/b~#.html"),
    ("https://h.org/%C5%BDofie.html", "h.org/Žofie~#.html"),
    ("https://h.org/a%20b.html", "h.org/a_b~#.html"),
    ("https://h.org/%2e%2e%2fetc%2fpasswd", "h.org/_._etc_passwd~#"),
    ("https://h.org/v1.2/a.html", "h.org/v1_2/a~#.html"),
    ("https://h.org/con/nul.txt", "h.org/_con/nul~#.txt"),
    ("https://h.org/.htaccess", "h.org/_htaccess~#"), ("https://h.org/a.", "h.org/a_~#"),
    ("https://h.org/~ada/a.html", "h.org/_ada/a~#.html"),
    ("https://h.org/a%00%0A%1B.html", "h.org/a___~#.html"),
    ("https://h.org/%FF.html", "h.org/_~#.html"), ("https://[::1]/a.html", "___1_/a~#.html"),
    ("https://con/a.html", "_con/a~#.html"),
  ])
  func `other words are made safe, and get a hash`(url: String, expected: String) throws {
    let path = try path(url)
    let hash = try #require(path.firstMatch(of: /~([a-z2-7]{16})/)).1
    #expect(path == expected.replacing("#", with: hash))
  }

  @Test func `requests to one URL that are not the same have paths of their own`() throws {
    let url = "https://h.org/a.html"
    let requests = [
      try request(url), try request(url, RequestDefaults(method: "POST")),
      try request(url, RequestDefaults(body: [])), try request(url, RequestDefaults(body: [1])),
      try request("https://ada@h.org/a.html"),
    ]
    #expect(Set(requests.map { SavePath(of: $0).text }).count == requests.count)
  }

  @Test func `headers of the run and passwords make no difference`() throws {
    let field = try HeaderField(name: "Authorization", value: "Bearer 1")
    let one = try request("https://h.org/a", RequestDefaults(headers: [field]))
    #expect(SavePath(of: one) == SavePath(of: try request("https://h.org/a")))
    let two = ["https://ada:1@h.org/a", "https://ada:2@h.org/a"]
    #expect(try path(two[0]) == path(two[1]))
  }

  @Test(arguments: [
    "/etc/passwd", "../a", "a/../../b", "a/./b", "a//b", "", "a/", ".", "..", "a\u{0}b", "a\nb",
    ".swoop/x", ".SWOOP/x", ".\u{17F}woop/x", ".sw\u{200C}oop/x",
    String(repeating: "x", count: 256), "a\u{202E}b",
    String(repeating: "abcd/", count: 201) + "e", "a/\u{301}/../b", "/\u{301}a",
  ])
  func `a path that an entry names must be safe as it stands`(text: String) {
    #expect(throws: InvalidRequest.self) { try SavePath(own: text) }
  }

  @Test(arguments: ["a", "a/b.txt", "CON", "a.", "Ž/ž", "a b", "...", "a/.swoop/b"])
  func `other paths are taken as they are`(text: String) throws {
    #expect(try SavePath(own: text).text == text)
  }

  /// URLs made of what has ever been trouble, so that near misses are many.
  @Test func `no two of 200,000 nasty URLs share a path, whatever the file system folds`() throws {
    var urls = NastyURLs(seed: 4)
    var paths: [String: String] = [:]
    var folders: Set<String> = []
    var count = 0
    while count < 200_000 {
      guard let request = try? request(urls.next()),
        request.url.scheme.hasPrefix("http"), !request.url.host.isEmpty
      else { continue }
      count += 1
      let path = SavePath(of: request).text
      let bytes = Array(path.utf8)
      let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      let isSafe =
        bytes.count <= 1000 && parts.count >= 2
        && parts.allSatisfy { (1...200).contains($0.count) && $0.first != 0x2E && $0.last != 0x2E }
        && !path.unicodeScalars.contains {
          PrintableText.isUnsafe($0) || #"\:*?"<>|"#.unicodeScalars.contains($0)
        }
      if !isSafe { Issue.record("\(path) of \(request.url.text)") }
      let folded = NastyURLs.folded(path)
      if let other = paths.updateValue(request.url.text, forKey: folded), other != request.url.text
      {
        Issue.record("\(path) is of \(other) and \(request.url.text)")
      }
      for end in parts.indices.dropFirst() {
        folders.insert(
          NastyURLs.folded(
            String(decoding: Array(parts[..<end].joined(separator: [0x2F])), as: UTF8.self)))
      }
    }
    #expect(paths.count > 100_000)
    #expect(folders.isDisjoint(with: paths.keys))
  }
}

/// A generator of URLs that differ in little.
struct NastyURLs {
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private static let hosts = [
    "h", "H", "h.org", "h.org.", "con", "nul.org", "127.0.0.1", "[::1]", "[fe80::1]", "a_b",
    "xn--e1afmkfd",
    "пример.рф", "h:80", "h:443", "h:8080", "ada@h", "ada:pw@h", "~", "h~", "..", "a..b", "-",
    String(repeating: "long", count: 30),
  ]
  private static let words = [
    "a", "A", "b", "", ".", "..", "a.html", "A.html", "a.HTML", "a.html.", "index.html", "index",
    "CON", "con.txt", "aux",
    "%2e", "%2E%2e", "%2f", "%5c", "..%2f..", "%00", "%0d%0a", "%1b", "%ff", "%c3%a9", "e%cc%81",
    "%C3%89", "%e2%84%aa", "k",
    "%c5%bf", "s", "%c3%9f", "ss", "%ef%ac%81", "fi", "ſ", "İ", "ı", "~", "~a", "a~",
    "a~aaaaaaaaaaaaaaaa", "_", "__", "-", "+", "a+b", "%20", " ", "a b",
    ".swoop", ".hidden", "trail.", "trail ", "*", "|", "\"", "<", ":", "a:b", "%e2%80%ae", "%25",
    "%2525", "%zz", "%",
    "\u{1F600}", "한글", "ก็", "%f0%9f%98%80", ";", "a;b", "=", "a.tar.gz", "a.b", "v1.2", ".a", "a.",
    String(repeating: "n", count: 300), String(repeating: "n", count: 300) + "1",
    String(repeating: "é", count: 130),
    String(repeating: "a/", count: 40),
  ]
  private static let queries = [
    "", "", "", "?", "?a", "?A", "?a=1", "?a=2", "?../..", "?a/b", "?%00",
    "?" + String(repeating: "q", count: 200),
  ]

  mutating func next() -> String {
    let path = (0..<Int.random(in: 0...4, using: &random)).map { _ in pick(NastyURLs.words) }
    let scheme = pick(["http", "https", "HTTP"])
    return
      "\(scheme)://\(pick(NastyURLs.hosts))/\(path.joined(separator: "/"))\(pick(NastyURLs.queries))"
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: choices.indices, using: &random)]
  }

  /// As file systems compare names that fold case and normalise Unicode (NFKC is stricter than any).
  static func folded(_ path: String) -> String {
    path.precomposedStringWithCompatibilityMapping.uppercased().lowercased()
      .decomposedStringWithCanonicalMapping
  }
}
