import Foundation
import Origin
import Testing

@testable import SwoopCore

/// Runs that ask only for what has changed, in both modes.
@Suite struct SinceTests {
  private func fetchSince(
    _ earlier: TemporaryFile, _ mode: Mode, _ lines: [String], in folder: TemporaryFolder? = nil,
    records: TemporaryFile = TemporaryFile(), resuming: Resuming? = nil,
    configure: @escaping (inout FetchOptions) -> Void = { _ in }
  ) async throws -> Fetched {
    try await fetch(
      mode, lines, records: records, saving: folder.map { try SaveDirectory.open($0.path) },
      resuming: resuming
    ) {
      $0.list.since = try EarlierRecords(earlier.path)
      configure(&$0)
    }
  }

  private func change(_ key: String, at origin: Origin) async throws {
    let lines = [origin.url("/page-change/\(key)")]
    _ = try await fetch(.threads, lines)
  }

  @Test(arguments: Mode.allCases)
  func `a directory is brought up to date, and what changed is told`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let first = TemporaryFile()
      let kinds = ["etag", "date", "weak", "none"]
      let pages = kinds.flatMap { kind in
        ["same", "other"].map { origin.url("/page/\($0)/900?validator=\(kind)") }
      }
      let gone = origin.url("/page/late/100")
      let before = try await fetch(
        mode, pages, records: first, saving: SaveDirectory.open(folder.path))
      try await change("other", at: origin)
      let after = try await fetchSince(first, mode, pages + [gone], in: folder)

      for (old, new) in zip(before.records, after.records) {
        let isSame = new.url.contains("/same/")
        #expect(new.ok)
        #expect(new.change == (isSame ? "unchanged" : "changed"))
        #expect(new.status == (isSame && !new.url.contains("none") ? 304 : 200))
        #expect(new.not_modified == (new.status == 304))
        #expect((new.sha256 == old.sha256) == isSame)
        #expect(new.path == old.path)
        #expect(new.etag == old.etag || !isSame)
        #expect(new.path.flatMap { folder.bytes($0) }.map { sha256($0) } == new.sha256)
      }
      #expect(after.records.last?.change == "new")
      #expect(before.records.allSatisfy { $0.change == nil && $0.not_modified == nil })
      let changes = try #require(after.report.summary.changes)
      #expect(Record.Change.allCases.map { changes[$0] } == [1, 4, 4])
      #expect(changes.changedFiles == 5)
      #expect(
        Set(changes.paths)
          == Set(after.records.filter { $0.change != "unchanged" }.map { $0.path ?? "" }))
    }
  }

  @Test(arguments: Mode.allCases)
  func `an update goes on from an update`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let pages = [origin.url("/page/a/100"), origin.url("/redirect-to?url=/page/a/200")]
      var earlier = TemporaryFile()
      let first = try await fetch(
        mode, pages, records: earlier, saving: SaveDirectory.open(folder.path))
      for _ in 1...2 {
        let records = TemporaryFile()
        let next = try await fetchSince(earlier, mode, pages, in: folder, records: records)
        #expect(next.records.map(\.status) == [304, 304])
        #expect(next.records.map(\.sha256) == first.records.map(\.sha256))
        #expect(next.records.map(\.path) == first.records.map(\.path))
        earlier = records
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is not there as it was is fetched whole`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let first = TemporaryFile()
      let pages = (1...4).map { origin.url("/page/a/\($0)00") }
      let before = try await fetch(
        mode, pages, records: first, saving: SaveDirectory.open(folder.path))
      let files = before.records.compactMap(\.path).map { folder.path + "/" + $0 }
      try FileManager.default.removeItem(atPath: files[0])
      try Data("edited".utf8).write(to: URL(fileURLWithPath: files[1]))
      try FileManager.default.removeItem(atPath: files[2])
      try FileManager.default.createSymbolicLink(
        atPath: files[2], withDestinationPath: files[3])
      let after = try await fetchSince(first, mode, pages, in: folder)
      #expect(after.records.map(\.status) == [200, 200, 200, 304])
      #expect(after.records.allSatisfy { $0.ok && $0.change == "unchanged" })
      for record in after.records {
        #expect(record.path.flatMap { folder.bytes($0) }.map { sha256($0) } == record.sha256)
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `without a directory, hashes and validators tell`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let first = TemporaryFile()
      let pages = ["etag", "none"].map { origin.url("/page/a/100?validator=\($0)") }
      _ = try await fetch(mode, pages, records: first) { $0.attempt.hashesBodies = true }
      let same = try await fetchSince(first, mode, pages) { $0.attempt.hashesBodies = true }
      #expect(same.records.map(\.status) == [304, 200])
      #expect(same.records.map(\.change) == ["unchanged", "unchanged"])
      let unhashed = try await fetchSince(first, mode, pages)
      #expect(unhashed.records.map(\.change) == ["unchanged", "changed"])
    }
  }

  @Test(arguments: Mode.allCases)
  func `what has no body is compared, too`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let first = TemporaryFile()
      let page = origin.url("/page/a/100?validator=")
      let lines =
        ["etag", "none"].map { #"{"url":"\#(page)\#($0)","method":"HEAD"}"# }
        + [origin.url("/status/204")]
      let before = try await fetch(
        mode, lines, records: first, saving: SaveDirectory.open(folder.path))
      #expect(before.records.allSatisfy { $0.ok && $0.path == nil })
      let after = try await fetchSince(first, mode, lines, in: folder)
      #expect(after.records.map(\.status) == [304, 200, 204])
      #expect(after.records.map(\.change) == ["unchanged", "changed", "unchanged"])
    }
  }

  /// Such a tag is of nothing that is known (RFC 9111, 4.3.4).
  @Test(arguments: Mode.allCases)
  func `a tag that comes with 304 takes no other's place`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      var earlier = TemporaryFile()
      let pages = [origin.url("/page/a/100?validator=renamed")]
      _ = try await fetch(mode, pages, records: earlier)
      for _ in 1...2 {
        let records = TemporaryFile()
        let after = try await fetchSince(earlier, mode, pages, records: records)
        #expect(after.records.map(\.status) == [304])
        #expect(after.records.map(\.etag) == ["\"a-100-0\""])
        earlier = records
      }
    }
  }

  @Test func `records without validators are of something that may have changed`() async throws {
    try await Origin.withOrigin { origin in
      let first = TemporaryFile()
      let pages = [origin.url("/page/a/100?validator=none"), origin.url("/status/404")]
      _ = try await fetch(.async, pages, records: first)
      let after = try await fetchSince(first, .async, pages)
      #expect(after.records.map(\.change) == ["changed", nil])
      let failed = try await fetchSince(first, .async, [origin.url("/status/404")])
      #expect(Record.Change.allCases.map { failed.report.summary.changes?[$0] } == [0, 0, 0])
    }
  }

  /// Two entries may name the same file; the one whose body is still there must not lose it.
  @Test(arguments: Mode.allCases)
  func `no other entry replaces a file that has not changed`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let first = TemporaryFile()
      let page = origin.url("/page/a/100")
      let before = try await fetch(
        mode, [page, page], records: first, saving: SaveDirectory.open(folder.path))
      let path = try #require(before.records[0].path)
      let lines = [page, page, #"{"url":"\#(origin.url("/bytes/9"))","path":"\#(path)x"}"#]
      let after = try await fetchSince(first, mode, lines, in: folder)
      #expect(after.records.map(\.outcome) == ["304", "304", "200"])
      #expect(folder.bytes(path).map { sha256($0) } == before.records[0].sha256)
    }
  }

  @Test func `a kept file is taken, for another body`() throws {
    let folder = try TemporaryFolder()
    let path = try SavePath(own: "a/b")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/a", withIntermediateDirectories: true)
    try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path + "/a/b"))
    let directory = try SaveDirectory.open(folder.path)
    let digest = try #require(ContentDigest(sha256(Data("old".utf8))))
    guard case .saved = try directory.keep(path, digest, for: 1) else {
      Issue.record("the file is there")
      return
    }
    let file = try directory.work.makeFile(for: request("http://h/").id)
    try Array("new".utf8).withBytes { bytes throws(Errno) in
      try file.descriptor.writeAll(bytes)
    }
    let other = try #require(ContentDigest(sha256(Data("new".utf8))))
    guard case .taken(by: nil) = try directory.save(file.close(), other, at: path, for: 2) else {
      Issue.record("the file was replaced")
      return
    }
    #expect(folder.bytes("a/b") == Array("old".utf8))
  }

  @Test(arguments: Mode.allCases)
  func `an update that was interrupted is resumed`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let (first, records) = (TemporaryFile(), TemporaryFile())
      let pages = (21...80).map { origin.url("/page/a/\($0)") }
      _ = try await fetch(mode, pages, records: first, saving: SaveDirectory.open(folder.path))
      try await change("a", at: origin)
      let half = try await fetchSince(
        first, mode, Array(pages[..<30]), in: folder, records: records)
      #expect(half.records.allSatisfy { $0.change == "changed" })
      let rest = try await fetchSince(
        first, mode, pages, in: folder, records: records, resuming: .newEntries)
      #expect(rest.report.alreadyDone == 30)
      #expect(rest.records.count == 60)
      for record in rest.records {
        #expect(record.change == "changed")
        #expect(record.path.flatMap { folder.bytes($0) }.map { sha256($0) } == record.sha256)
      }
    }
  }
}
