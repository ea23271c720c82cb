import Foundation
import Testing

@testable import SwoopCore

/// What is read of files of records that are compared.
@Suite struct ComparedFileTests {
  private func line(_ record: Record, body: [UInt8]? = nil) -> String {
    var (record, bytes) = (record, [UInt8]())
    record.body = body
    RecordFormat.json.append(record, mode: .async, with: body == nil ? [] : .body, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `each record is found again where it begins`() throws {
    let body = [UInt8](repeating: 7, count: 600_000)
    let records = (1...200).map { finished(id: $0, etag: String(repeating: "x", count: 40 * $0)) }
    let text = records.map { line($0, body: $0.seq % 50 == 0 ? body : nil) }
    // An empty line, one that is no record, and a last one without an end.
    let file = TemporaryFile(
      contents: text[0] + "\n\r\nno\n" + text.dropFirst().joined().dropLast())
    let input = try InputFile(file.path)
    var compared = try ComparedFile(input)
    var offsets: [Int] = []
    while let record = try compared.next() {
      #expect(record.source == records[offsets.count].source)
      offsets.append(compared.offset)
    }
    #expect(offsets.count == records.count)
    #expect(compared.unreadable.first == [4])
    for (record, offset) in zip(records, offsets) {
      let again = try ComparedFile.record(of: input, at: offset)
      #expect(again.source == record.source)
      #expect(again.etag == record.etag)
    }
  }

  @Test func `a file that was changed meanwhile is not taken for what it was`() throws {
    let file = TemporaryFile(contents: line(finished()))
    let input = try InputFile(file.path)
    var compared = try ComparedFile(input)
    _ = try compared.next()
    try "".write(toFile: file.path, atomically: false, encoding: .utf8)
    let error = #expect(throws: ComparedFile.Unreadable.self) {
      try ComparedFile.record(of: input, at: 0)
    }
    #expect(error?.description == "\(file.path): it was changed, moved or removed meanwhile")
  }

  @Test(arguments: ["http://h/", "http://h/\n", "{}\n\n", "200\t1.0\t2\thttp://h/\n"])
  func `a file of something else is no file of records`(contents: String) throws {
    let temporary = TemporaryFile(contents: contents)
    let file = try ComparedFile(InputFile(temporary.path))
    let error = #expect(throws: ComparedFile.Unreadable.self) {
      var file = file
      _ = try file.next()
    }
    #expect(error?.description.hasPrefix("\(temporary.path): it has no records;") == true)
  }

  @Test(arguments: ["", "\n\n", "{\"se", "{\"seq\":1,\"sou"])
  func `a file may have no records yet`(contents: String) throws {
    let temporary = TemporaryFile(contents: contents)
    var file = try ComparedFile(InputFile(temporary.path))
    let first = try file.next()
    #expect(first == nil)
  }

  @Test func `records of duplicates are left out`() throws {
    let temporary = TemporaryFile(
      contents: line(finished(FetchError(.duplicate, "twice"), status: nil)) + line(finished(id: 2))
    )
    var file = try ComparedFile(InputFile(temporary.path))
    let (first, second) = (try file.next(), try file.next())
    #expect(first?.url == "http://h/2")
    #expect(second == nil)
  }

  @Test(arguments: [-5.0, 1e300, 0])
  func `times that no run has are taken for the nearest`(milliseconds: Double) throws {
    let text = line(finished()).replacing("\"total\":1}", with: "\"total\":\(milliseconds)}")
    let record = try JSONDecoder().decode(ComparedRecord.self, from: Data(text.utf8))
    #expect((0...1_000_000_000_000).contains(record.tenths))
  }
}
