import Foundation
import Testing

@testable import SwoopCore

@Suite struct RecordFormatTests {
  private func line(_ record: Record, _ format: RecordFormat) -> String {
    var bytes: [UInt8] = []
    format.append(record, mode: .threads, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private var full: Record {
    Record(
      seq: 12, source: "urls.txt:14", url: "http://h/\u{E9}?a=\"b\"", finalURL: "http://h/",
      method: "GET", status: 200, attempts: 1, redirects: 2, httpVersion: "1.1",
      remoteIP: "127.0.0.1", contentType: "text/html", bytes: 1024, wireBytes: 412,
      etag: "\"tag\"", lastModified: "yesterday", startedAt: Date(timeIntervalSince1970: 0.25),
      times: .init(
        queued: .microseconds(149), dns: .zero, connect: .milliseconds(1), tls: .seconds(2),
        firstByte: .microseconds(1250), total: .milliseconds(100)),
      requestID: "0123456789abcdef0123456789abcdef")
  }

  @Test func `a record is one line with all members in the schema's order`() {
    let expected =
      #"{"seq":12,"source":"urls.txt:14","url":"http://h/é?a=\"b\"","final_url":"http://h/","#
      + #""method":"GET","ok":true,"status":200,"error":null,"attempts":1,"redirects":2,"#
      + #""http_version":"1.1","remote_ip":"127.0.0.1","proxy":null,"content_type":"text/html","bytes":1024,"#
      + #""wire_bytes":412,"sha256":null,"path":null,"etag":"\"tag\"","last_modified":"yesterday","#
      + #""started_at":"1970-01-01T00:00:00.250Z","time_ms":{"queued":0.1,"dns":0,"connect":1,"#
      + #""tls":2000,"first_byte":1.2,"total":100},"mode":"threads","#
      + #""request_id":"0123456789abcdef0123456789abcdef"}"#
    #expect(line(full, .json) == expected + "\n")
  }

  @Test(
    arguments: [
      (nil, "null"), ([], "\"\""), ([0], "\"AA==\""), ([0xFF, 0xFE, 0xFD, 0x3E], "\"//79Pg==\""),
    ] as [([UInt8]?, String)])
  func `a body is base64, where there are bodies in records`(
    body: [UInt8]?, expected: String
  ) {
    var record = full
    record.body = body
    record.isRepeated = true
    var bytes: [UInt8] = []
    RecordFormat.json.append(record, mode: .async, with: .body, to: &bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    // Others rely on what comes last.
    #expect(text.hasSuffix("abcdef\",\"body\":\(expected),\"replaces\":true}\n"))
    #expect(!line(record, .json).contains("body"))
    #expect(line(record, .text) == line(full, .text))
  }

  @Test func `a failure has kind, message and libcurl's code`() throws {
    let record = Record(
      seq: 1, source: "stdin:1", url: "http://h/",
      error: FetchError(.timeout, "not done within 60 s", curlCode: 28), requestID: "")
    let json = line(record, .json)
    #expect(json.contains(#""ok":false,"status":null,"error":{"kind":"timeout","message":"#))
    #expect(json.contains(#""curl":28}"#))
  }

  @Test func `text is outcome, milliseconds, bytes and URL, separated by tabs`() {
    #expect(line(full, .text) == "200\t100.0\t1024\thttp://h/é?a=\"b\"\n")
    var missing = full
    missing.status = 404
    missing.error = FetchError(.httpStatus, "the server answered 404")
    #expect(line(missing, .text).hasPrefix("404\t"))
    missing.error = FetchError(.reset, "")
    #expect(line(missing, .text).hasPrefix("reset\t"))
  }

  @Test func `text never moves a terminal's cursor or breaks its line`() {
    var record = full
    record.url = "a\u{1B}[31m\tb\nc\u{9B}d\u{202E}e\u{7F}"
    #expect(
      line(record, .text)
        == "200\t100.0\t1024\ta\\u{1b}[31m\\u{9}b\\u{a}c\\u{9b}d\\u{202e}e\\u{7f}\n")
  }

  @Test func `JSON never moves a terminal's cursor either`() {
    var record = full
    record.etag = "\u{9B}31m\u{202E}\u{7F}\u{1B}\u{E9}"
    #expect(line(record, .json).contains(#""etag":"\u009b31m\u202e\u007f\u001bé""#))
  }

  @Test(arguments: 0..<200)
  func `JSON is valid and gives back any text`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    var record = full
    record.url = String(decoding: bytes, as: UTF8.self)

    let json = line(record, .json)

    #expect(json.filter(\.isNewline) == "\n")
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect(object?["url"] as? String == record.url)
  }
}
