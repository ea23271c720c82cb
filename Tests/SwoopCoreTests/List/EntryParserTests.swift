import Testing

@testable import SwoopCore

@Suite struct EntryParserTests {
  private func parse(
    _ text: String, _ defaults: RequestDefaults? = nil
  ) throws -> EntryParser.Parsed? {
    EntryParser(defaults: defaults ?? RequestDefaults()).parse(text)
  }

  private func kind(_ parsed: EntryParser.Parsed?) -> FetchError.Kind? {
    guard case .failure(let error) = parsed?.content else { return nil }
    return error.kind
  }

  @Test(arguments: [
    "", "   ", "\t", "# http://example.com/", "  # indented", "\r", " \r\r", "\u{FEFF}",
    "\u{FEFF} # marked",
  ])
  func `blank lines and comments are no entries`(text: String) throws {
    #expect(try parse(text) == nil)
  }

  @Test(arguments: ["http://example.com/", " \thttps://example.com/a?b#c \t", "HTTP://EXAMPLE.COM"])
  func `a URL is an entry, under the name it has in the list`(text: String) throws {
    let parsed = try #require(try parse(text))
    #expect(parsed.name == text.trimmingBlanks())
    let marked = try #require(try parse("\u{FEFF}\t\u{FEFF}\(text)\r \r"))
    #expect(marked.name == parsed.name)
    let request = try parsed.content.get()
    #expect(request.method == "GET")
    #expect(request.body == nil)
  }

  @Test(arguments: [
    "example.com/no-scheme", "http://", "http://bad host/", "http://host:99999/", "http://[::1/",
    "http://host/\u{7}bell", "just words", "{", "{\"url\": 3}", "{\"u\": \"x\"}",
    "{\"url\": \"http://h/\", \"method\": \"GE T\"}",
    "{\"url\": \"http://h/\", \"method\": \"CONNECT\"}",
    "{\"url\": \"http://h/\", \"headers\": {\"A\": \"b\\r\\nEvil: 1\"}}",
    "{\"url\": \"http://h/\", \"headers\": {\"A B\": \"c\"}}",
    "{\"url\": \"http://h/\", \"headers\": {\"Content-Length\": \"3\"}}",
    "{\"url\": \"http://h/\", \"headers\": [\"A: b\"]}",
    "{\"url\": \"http://h/\", \"sha256\": \"00\"}", "{\"url\": \"http://h/\"} trailing",
    "{\"url\": \"bad host\"}",
  ])
  func `what is no request is invalid, and says why`(text: String) throws {
    let parsed = try parse(text)
    #expect(kind(parsed) == .invalidURL)
  }

  @Test(arguments: ["ftp://h/", "file:///etc/passwd", "gopher://h/", "{\"url\": \"ldap://h/\"}"])
  func `schemes other than http and https are refused`(text: String) throws {
    #expect(kind(try parse(text)) == .unsupportedScheme)
  }

  @Test func `a JSON object brings its own method, headers and body`() throws {
    let defaults = try RequestDefaults(
      method: "PUT",
      headers: [try HeaderField(parsing: "X-One: flag"), try HeaderField(parsing: "X-Two: flag")],
      body: Array("flag".utf8))
    let text = """
      {"url": "http://h/", "method": "PATCH", "headers": {"x-one": "own", "B": ["1", "2"]}, \
      "body": "caf\u{E9}", "comment": ["ignored"]}
      """
    let request = try #require(try parse(text, defaults)).content.get()
    #expect(request.method == "PATCH")
    #expect(request.body == Array("caf\u{E9}".utf8))
    #expect(
      request.headers.map { "\($0.name): \($0.value)" }
        == ["X-Two: flag", "B: 1", "B: 2", "x-one: own"])
  }

  @Test func `a body makes the method POST unless there is another`() throws {
    #expect(
      try parse("{\"url\": \"http://h/\", \"body\": \"\"}")?.content.get().method == "POST")
    let defaults = try RequestDefaults(method: "PUT")
    #expect(
      try parse("{\"url\": \"http://h/\", \"body\": \"x\"}", defaults)?.content.get().method
        == "PUT")
  }

  @Test func `bytes that are no UTF-8 and over-long lines are invalid`() throws {
    let parser = EntryParser(defaults: RequestDefaults())
    let latin1 = parser.parse(.bytes(Array("http://h/caf".utf8) + [0xE9]))
    #expect(kind(latin1) == .invalidURL)
    #expect(latin1?.name == "http://h/caf\u{FFFD}")
    let long = parser.parse(.tooLong(start: Array("http://user:secret".utf8), count: 70_000))
    #expect(kind(long) == .invalidURL)
    #expect(long?.name == "http://...")
  }

  @Test(arguments: [
    ("http://user:secret@h/p", "http://h/p"),
    ("http://user:sec@ret@h/p?a@b", nil),
    ("http://user:sec\\ret@h/p", nil),
    ("http:/user:secret@h/p", "http://h/p"),
    ("http:///user:secret@h/p", "http://h/p"),
    ("http://user%0a:secret%0a@h/p", "http://***@h/p"),
    ("http://user:sec ret@h/p", "http://***@h/p"),
    ("user:secret@h/p", "***@h/p"),
    ("http://user:secret%40h:80/p", "http://***@h:80/p"),
    ("http://user:se/cret@h/p", nil),
    ("{\"url\": \"http://user:secret@h/\", \"method\": \"b d\"}", "http://h/"),
    ("{\"url\": \"http://user:secret@h/\" \"", "{...}"),
    ("ftp://user:secret@h/p", nil),
    ("http://user:secret@\u{301}h p", nil),
    ("user:secret@h://user@h/ p", "***@h/ p"),
  ])
  func `no userinfo is in a name`(text: String, expected: String?) throws {
    let name = try #require(try parse(text)).name
    for secret in ["secret", "sec@", "sec\\", "ret@", "cret"] { #expect(!name.contains(secret)) }
    if let expected { #expect(name == expected) }
  }

  @Test func `nothing of a broken object is in a name`() throws {
    let parser = EntryParser(defaults: RequestDefaults())
    let start = Array(#" {"headers": {"Authorization": "secret"}, "url": "http://h/"#.utf8)
    #expect(parser.parse(.bytes(start + [0xE9]))?.name == "{...}")
    #expect(parser.parse(.tooLong(start: start, count: 70_000))?.name == "...")
  }
}
