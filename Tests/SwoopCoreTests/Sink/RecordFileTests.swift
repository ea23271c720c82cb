import Foundation
import Testing

@testable import SwoopCore

/// A file of records from one run to the next.
@Suite struct RecordFileTests {
  private func record(
    _ number: Int, _ error: FetchError? = nil, body: [UInt8]? = nil, isRepeated: Bool = false
  ) -> String {
    var bytes: [UInt8] = []
    let record = Record(
      seq: number, source: "list:\(number)", url: "http://h/\(number)", error: error, body: body,
      requestID: String(format: "%032x", number), isRepeated: isRepeated)
    RecordFormat.json.append(record, mode: .async, with: body == nil ? [] : .body, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private let failure = FetchError(.timeout, "late")

  @Test(arguments: [1, 5, 100, 300])
  func `a last line that was cut off is removed`(length: Int) throws {
    let whole = record(1) + record(2)
    let file = TemporaryFile(contents: whole + record(3).prefix(length))
    _ = try RecordFile.resume(file.path, retriesFailed: false)
    #expect(file.text == whole)
  }

  @Test func `a last line that lacks nothing but its end is kept`() throws {
    let file = TemporaryFile(contents: record(1) + record(2).dropLast())
    _ = try RecordFile.resume(file.path, retriesFailed: false)
    #expect(file.text == record(1) + record(2))
  }

  @Test func `a file need not be there`() throws {
    let file = TemporaryFile()
    _ = try RecordFile.resume(file.path, retriesFailed: false)
    #expect(FileManager.default.fileExists(atPath: file.path))
  }

  @Test func `a file with something else in it is left alone`() throws {
    let contents = record(1) + "http://h/2\n" + record(3)
    let file = TemporaryFile(contents: contents)
    let error = #expect(throws: RecordFile.NoRecord.self) {
      try RecordFile.resume(file.path, retriesFailed: false)
    }
    #expect(error?.description == "\(file.path):2: this is no record")
    #expect(file.text == contents)
  }

  @Test(arguments: ["{\"a\":1}", "\u{FEFF}{\"seq\":1", "text without an end", "\0\0\0"])
  func `someone else's file is not taken for a torn line`(contents: String) throws {
    let file = TemporaryFile(contents: contents)
    #expect(throws: RecordFile.NoRecord.self) {
      try RecordFile.resume(file.path, retriesFailed: false)
    }
    #expect(file.text == contents)
  }

  @Test func `blank lines, and the zeros that a crash leaves, do no harm`() throws {
    let file = TemporaryFile(contents: record(1) + "\n" + record(2) + "\0\0\0")
    _ = try RecordFile.resume(file.path, retriesFailed: false)
    #expect(file.text == record(1) + "\n" + record(2))
  }

  @Test func `records are far longer than lines of a list may be`() throws {
    let message = String(repeating: "x", count: 3 << 20)
    let file = TemporaryFile(contents: record(1, FetchError(.timeout, message)) + record(2))
    let length = file.bytes.count
    _ = try RecordFile.resume(file.path, retriesFailed: false)
    #expect(file.bytes.count == length)
  }

  @Test func `bodies in records are not read, and stay there`() throws {
    let body = [UInt8](repeating: 7, count: 3 << 20)
    let file = TemporaryFile(
      contents: record(1, failure, body: []) + record(2, body: body)
        + record(1, body: body, isRepeated: true) + record(3, body: body).prefix(1 << 20))

    try RecordFile.compact(RecordFile.resume(file.path, retriesFailed: true).file)

    #expect(file.text == record(2, body: body) + record(1, body: body))
    var read: [Record] = []
    let unreadable = try RecordFile.read(file.path) { record, _ in read.append(record) }
    #expect(unreadable.count == 0)
    #expect(read.map(\.seq) == [2, 1])
    #expect(read.allSatisfy { $0.body == nil })
  }

  @Test func `records that others have taken the place of are removed`() throws {
    let file = TemporaryFile(
      contents: record(1, failure) + record(2) + record(1, failure) + record(3, failure)
        + record(1, isRepeated: true) + record(3, failure, isRepeated: true)
        + record(3, isRepeated: true))
    let link = TemporaryFile()
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: file.path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)

    try RecordFile.compact(RecordFile.resume(link.path, retriesFailed: true).file)

    #expect(file.text == record(2) + record(1, failure) + record(1) + record(3))
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(!FileManager.default.fileExists(atPath: file.path + ".swoop-new"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
  }
}
