import Foundation

@testable import SwoopCore

/// The input is a record file to go on with, and also the texts of a record to write.
enum RecordTarget {
  @Sendable static func check(_ input: [UInt8]) {
    checkResuming(input)
    checkWriting(record(String(decoding: input, as: UTF8.self), input.lines))
  }

  // MARK: Reading

  private static let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("swoop-fuzz-\(ProcessInfo.processInfo.processIdentifier)").path

  private static func checkResuming(_ file: [UInt8]) {
    require(FileManager.default.createFile(atPath: path, contents: Data(file)), "no file \(path)")
    guard let journal = resume() else {
      return require(content() == file, "a file that is no record file is changed")
    }
    let whole = file.prefix(file.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
    let resumed = content()
    require(
      resumed == Array(whole) || resumed == file + [UInt8(ascii: "\n")], "a whole line is changed")
    let before = findings(journal, resumed)
    guard let again = resume() else { fatalError("a file can't be gone on with twice") }
    require(content() == resumed, "going on again changes the file")
    require(findings(again, resumed) == before, "going on again finds something else")
    checkCompacting(resumed, before)
  }

  private static func checkCompacting(_ file: [UInt8], _ before: [RequestID: Findings]) {
    compact()
    let compacted = content()
    let replacing = lines(of: file).filter { JournaledRecord($0)?.replaces == true }
    // What others wrote may say so in other words, which stay.
    guard replacing.allSatisfy({ $0.ends(with: RecordFormat.replacing) }) else { return }
    guard let journal = resume() else { fatalError("a compacted file can't be gone on with") }
    require(content() == compacted, "a compacted file is changed")
    require(findings(journal, file) == before, "a compacted file says something else")
  }

  private static func resume() -> Journal? {
    do {
      return try RecordFile.resume(path, retriesFailed: true).takeJournal()
    } catch is RecordFile.NoRecord {
      return nil
    } catch {
      fatalError("\(error)")
    }
  }

  private static func compact() {
    do {
      try RecordFile.compact(RecordFile.resume(path, retriesFailed: true).file)
    } catch {
      fatalError("\(error)")
    }
  }

  private static func content() -> [UInt8] {
    // FileManager's way loses memory for a file that is empty.
    do {
      let file = try FileDescriptor.reading(path)
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
      return Array(bytes[..<count])
    } catch {
      fatalError("\(path): \(error)")
    }
  }

  private static func lines(of file: [UInt8]) -> [[UInt8]] {
    file.split(separator: UInt8(ascii: "\n"))
      .map { Array($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0) }
      .filter { !$0.isEmpty }
  }

  private struct Findings: Equatable {
    var entries: [Journal.Finding] = []
    var duplicates = 0
  }

  /// All that a journal says of the entries that a file names.
  private static func findings(_ journal: Journal, _ file: [UInt8]) -> [RequestID: Findings] {
    var journal = journal
    var findings: [RequestID: Findings] = [:]
    for line in lines(of: file) {
      guard let id = JournaledRecord(line)?.id else { fatalError("a line is no record") }
      while case let finding = journal.take(id), finding != .unknown {
        findings[id, default: Findings()].entries.append(finding)
      }
      while journal.takeDuplicate(id) { findings[id, default: Findings()].duplicates += 1 }
    }
    return findings
  }

  // MARK: Writing

  private static func record(_ text: String, _ lines: [String]) -> Record {
    var next = lines.makeIterator()
    let id = RequestID(invalid: text, FetchError(.invalidURL, ""))
    return Record(
      seq: 1, source: next.next() ?? "", url: text, finalURL: next.next(), method: next.next(),
      error: next.next().map { FetchError(.connect, $0, curlCode: lines.count) },
      status: lines.count, httpVersion: next.next(), remoteIP: next.next(),
      contentType: next.next(), path: next.next(), etag: next.next(), lastModified: next.next(),
      startedAt: Date(timeIntervalSince1970: Double(lines.count)), requestID: id.text,
      isRepeated: lines.count % 2 == 0)
  }

  private static func checkWriting(_ record: Record) {
    let json = line(record, .json)
    guard let members = try? JSONDecoder().decode(Members.self, from: Data(json.utf8)) else {
      fatalError("a record is no JSON")
    }
    require(members.url.hasSameBytes(as: record.url), "the URL is another")
    require(
      (members.etag ?? "").hasSameBytes(as: record.etag ?? ""), "the entity tag is another")
    guard let read = JournaledRecord(Array(json.utf8)) else { fatalError("a record can't be read") }
    require(read.id.text == record.requestID, "the ID is another")
    require((read.path ?? "").hasSameBytes(as: record.path ?? ""), "the path is another")
    require(read.replaces == record.isRepeated, "whether it replaces another")
    _ = line(record, .text)
  }

  private struct Members: Decodable {
    var url: String
    var etag: String?
  }

  /// The line of a record, which must be one, in UTF-8, and harmless on a terminal.
  private static func line(_ record: Record, _ format: RecordFormat) -> String {
    var bytes: [UInt8] = []
    format.append(record, mode: .async, to: &bytes)
    require(bytes.popLast() == UInt8(ascii: "\n"), "a line without its end")
    guard let line = String(validating: bytes, as: UTF8.self) else { fatalError("no UTF-8") }
    let texts = !format.isJSON ? line.replacing("\t", with: "") : line
    require(!texts.unicodeScalars.contains(where: PrintableText.isUnsafe), "a control character")
    return line
  }
}

extension [UInt8] {
  fileprivate func ends(with suffix: [UInt8]) -> Bool {
    self.suffix(suffix.count).elementsEqual(suffix)
  }
}
