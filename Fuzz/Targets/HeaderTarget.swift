@testable import Curl
@testable import SwoopCore

/// The input is a response: a line with the status, and one for each field.
enum HeaderTarget {
  @Sendable static func check(_ response: [UInt8]) {
    let lines = response.lines
    let fields = lines.dropFirst().compactMap { try? HeaderField(parsing: $0) }
    func value(_ name: String) -> String? { fields.first { $0.has(name: name) }?.value }

    let status = Int(lines[0]).map { min(max($0, 0), 999) } ?? 200
    check(WaitHints(status: status, now: now, header: value))
    check(
      Validator(
        entityTag: value("ETag"), lastModified: value("Last-Modified"), date: value("Date"),
        now: now))
    for field in fields { check(field) }
    for line in lines { follow(line) }
    scan(response)
  }

  private static func follow(_ location: String) {
    guard let base = try? WebURL("https://user:secret@example.org/a/b"),
      let url = try? FetchableURL.target(of: location, from: base)
    else { return }
    require(["http", "https"].contains(url.scheme) && !url.host.isEmpty, "a target of \(url)")
    require(!url.text.contains("secret") || location.contains("secret"), "credentials went along")
    require(url.text.utf8.allSatisfy { (0x21..<0x7F).contains($0) }, "bytes of \(url.text)")
  }

  private static func scan(_ response: [UInt8]) {
    var scan = HeaderScan()
    let lines = response.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for line in lines { Array(line + [0x0A]).withUnsafeBytes { scan.take($0) } }
    require(scan.bytes == response.count + 1, "bytes are lost")
    require(scan.lines == lines.count, "lines are lost")
    require(!scan.isWhole || lines.contains { $0.isEmpty || $0 == [0x0D] }, "no end was there")
  }

  /// 2027, in seconds since 1970.
  private static let now = 1_800_000_000

  private static func check(_ hints: WaitHints) {
    for wait in [hints.retryAfter, hints.limitReset].compactMap(\.self) {
      require(wait > .zero && wait <= .seconds(1_000_000_000), "a wait of \(wait.inSeconds)")
    }
  }

  private static func check(_ field: HeaderField) {
    require(Token.isValid(field.name), "a field's name")
    require(!field.value.utf8.contains { [0x0D, 0x0A, 0].contains($0) }, "a field's value")
    require(HTTPDate.seconds(field.value).map { $0 >= 0 } ?? true, "a date before 1970")
    if let range = ContentRange(field.value) {
      require(0 <= range.first && range.first <= range.last && range.last < range.total, "a range")
      require(range.isRest(from: range.first) == (range.last == range.total - 1), "a rest")
    }
    if let name = WorkFileName(field.value) {
      require(WorkFileName(name.text) == name, "\(name.text) is read as another name")
    }
  }

  private static func check(_ validator: Validator?) {
    guard let validator else { return }
    require(validator.headerValue.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "If-Range")
    guard let url = try? WebURL("https://example.org/") else { fatalError("no URL") }
    let id = RequestID(url: url.text, user: nil, method: "GET", headers: [], body: nil)
    let origin = PartialOrigin(url: url, size: .max, validator)
    let name = WorkFileName(id, serial: .max, origin)
    require(name.text.utf8.count <= 255, "the name is too long")
    require(!name.text.utf8.contains(UInt8(ascii: "/")), "the name is a path")
    require(WorkFileName(name.text) == name, "\(name.text) is read as another name")
  }
}
