import Foundation
import Origin
import Testing

@testable import SwoopCore

/// Bodies that are saved, hashed and verified, in both modes.
@Suite struct SavingTests {
  private func fetch(
    _ mode: Mode, _ lines: [String], in folder: TemporaryFolder,
    configure: (inout FetchOptions) -> Void = { _ in }
  ) async throws -> [DecodedRecord] {
    let directory = try SaveDirectory.open(folder.path)
    return try await SwoopCoreTests.fetch(mode, lines, saving: directory, configure: configure)
      .records
  }

  @Test(arguments: Mode.allCases)
  func `bodies of ok entries are whole, at the paths of their records`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let lines = [
        "/bytes/0", "/bytes/1", "/bytes/65536", "/bytes/65537", "/bytes/3M", "/gzip/200000",
        "/redirect/3", "/text", "/chunked/100000", "/status/204", "/status/404", "/truncate/200000",
      ].map { origin.url($0) }
      let records = try await fetch(mode, lines, in: folder) { $0.retry.retries = 0 }

      let saved = records.filter { $0.path != nil }
      #expect(saved.map(\.url) == Array(lines[..<9]))
      #expect(folder.files == saved.compactMap(\.path).sorted())
      for record in saved {
        let bytes = try #require(folder.bytes(record.path ?? ""))
        #expect(bytes.count == record.bytes)
        #expect(sha256(bytes) == record.sha256)
      }
      #expect(records[9...].allSatisfy { $0.sha256 == nil })
    }
  }

  @Test(arguments: Mode.allCases)
  func `an entry's own path and digest hold`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let url = origin.url("/bytes/100000")
      let digest = sha256((0..<100_000).map { UInt8($0 % 251) })
      let lines = [
        #"{"url":"\#(url)","path":"one/two.bin","sha256":"\#(digest.uppercased())"}"#,
        #"{"url":"\#(url)?2","path":"three.bin","sha256":"\#(String(digest.reversed()))"}"#,
        #"{"url":"\#(url)?3","sha256":"\#(digest)","method":"HEAD"}"#,
        #"{"url":"\#(url)?4","path":"../out"}"#, #"{"url":"\#(url)?5","sha256":"12"}"#,
        #"{"url":"\#(url)?6","path":"ONE/two.bin"}"#, #"{"url":"\#(url)?7","path":"one"}"#,
        #"{"url":"\#(url)?8","path":"one/two.bin/three"}"#,
      ]
      let records = try await fetch(mode, lines, in: folder)
      #expect(
        records.map(\.outcome)
          == [
            "200", "checksum_mismatch", "checksum_mismatch", "invalid_url", "invalid_url",
            "path_taken", "path_taken", "path_taken",
          ])
      #expect(folder.files == ["one/two.bin"])
      #expect(records[1].sha256 == digest)

      let unsaved = try await SwoopCoreTests.fetch(mode, Array(lines[..<2])).records
      #expect(unsaved.map(\.outcome) == ["200", "checksum_mismatch"])
      #expect(unsaved[0].sha256 == digest)
    }
  }

  @Test(arguments: Mode.allCases)
  func `bodies that are not saved are hashed where that is asked for`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = ["/gzip/5", "/status/404", "/status/204"].map { origin.url($0) }
      let records = try await SwoopCoreTests.fetch(mode, lines) { $0.attempt.hashesBodies = true }
        .records
      #expect(
        records.map(\.sha256) == [sha256(Data("aaaaa".utf8)), sha256(Data("404\n".utf8)), nil])
    }
  }

  @Test(arguments: Mode.allCases)
  func `no body is larger than allowed, decoded`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let lines = [
        "/bytes/100000", "/bytes/100001", "/chunked/200000", "/gzip/100M", "/bytes/1G",
        "/partial/a/150000", "/status/204",
      ].map { origin.url($0) }
      for directory in [nil, try SaveDirectory.open(folder.path)] {
        let records = try await SwoopCoreTests.fetch(mode, lines, saving: directory) {
          $0.attempt.maxSize = 100_000
        }.records
        let tooLarge = [String](repeating: "too_large", count: 5)
        #expect(records.map(\.outcome) == ["200"] + tooLarge + ["204"])
        #expect(records.allSatisfy { $0.bytes < 200_000 && $0.wire_bytes < 1_000_000 })
        #expect(records[1].error?.message == "the body has more than 100000 bytes")
      }
      #expect(folder.files.count == 1)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is planted in the directory leads nowhere`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
      let files = FileManager.default
      func plant(_ path: String) throws {
        try files.createSymbolicLink(
          atPath: "\(folder.path)/\(path)", withDestinationPath: outside.path)
      }
      try plant("127.0.0.1+\(origin.port)")
      try plant("leaf")
      for name in ["folder", "other"] {
        try files.createDirectory(
          atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
      }
      try Data("kept".utf8).write(to: URL(filePath: "\(folder.path)/file"))
      let lines = [
        origin.url("/bytes/1"),
        #"{"url":"\#(origin.url("/bytes/2"))","path":"leaf"}"#,
        #"{"url":"\#(origin.url("/bytes/3"))","path":"leaf/x"}"#,
        #"{"url":"\#(origin.url("/bytes/4"))","path":"folder"}"#,
        #"{"url":"\#(origin.url("/bytes/5"))","path":"file/x"}"#,
        #"{"url":"\#(origin.url("/bytes/6"))","path":"other/x"}"#,
      ]
      let records = try await fetch(mode, lines, in: folder) { $0.concurrency = 1 }
      #expect(
        records.map(\.outcome) == [
          "path_taken", "200", "path_taken", "path_taken", "path_taken", "200",
        ])
      #expect(outside.files.isEmpty)
      // A link in the place of a file is replaced, not followed.
      #expect(folder.bytes("leaf")?.count == 2)
      #expect(folder.bytes("file") == Array("kept".utf8))
      #expect(folder.bytes("other/x")?.count == 6)
    }
  }

  @Test(arguments: Mode.allCases)
  func `lists and records are not written over`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = folder.path + "/list"
      let entries = ["list", "records"].map {
        #"{"url":"\#(origin.url("/bytes/1"))","path":"\#($0)"}"#
      }
      try Data(entries.joined(separator: "\n").utf8).write(to: URL(filePath: list))
      var options = FetchOptions(mode: mode, defaults: RequestDefaults())
      options.concurrency = 1
      var outputs = Outputs(
        records: [(try OutputFile.create(folder.path + "/records", overwrite: false), .text)])
      outputs.directory = try SaveDirectory.open(folder.path)
      let run = try FetchRun(options, sources: [.file(path: list)], outputs: outputs)
      let report = try await onThread { try run.run() }
      #expect(report.summary.outcomes == ["path_taken": 2])
      #expect(folder.files == ["list", "records"])
    }
  }

  @Test(arguments: Mode.allCases)
  func `an earlier run's files are replaced, this run's are not`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      // The echo tells how it was asked, and the second entry asks for another path.
      let echo = origin.url("/echo")
      let own = "127.0.0.1+\(origin.port)/a.html"
      let lines = [echo, echo, #"{"url":"\#(origin.url("/bytes/9"))","path":"\#(own)"}"#]
      let first = try await fetch(mode, lines, in: folder) { $0.concurrency = 1 }
      #expect(first.map(\.ok) == [true, true, true])
      let path = try #require(first[0].path)
      try Data("old".utf8).write(to: URL(filePath: "\(folder.path)/\(path)"))
      let second = try await fetch(mode, lines, in: folder) { $0.concurrency = 1 }
      #expect(second.map(\.ok) == [true, true, true])
      #expect(folder.bytes(path).map { sha256($0) } == second[0].sha256)

      // "not yet" at the first visit, "ok" at the second.
      let flaky = origin.url("/flaky/\(mode)/1?status=200")
      let third = try await fetch(mode, [flaky, flaky], in: folder) { $0.concurrency = 1 }
      #expect(third.map(\.outcome) == ["200", "path_taken"])
    }
  }

  @Test(arguments: Mode.allCases)
  func `bodies wait for their turn in a file when memory is short`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      // The first comes last: 8 MB wait for it, of which 1 MB may be in memory.
      let lines =
        [origin.url("/delay/700?bytes=10")] + (1...40).map { origin.url("/bytes/200000?\($0)") }
      for directory in [nil, try SaveDirectory.open(folder.path)] {
        let fetched = try await SwoopCoreTests.fetch(
          mode, lines, keepsBodies: true, saving: directory
        ) { $0.attempt.bodyMemory = 1 << 20 }
        let pattern = Data((0..<200_000).map { UInt8($0 % 251) })
        let expected = (1...40).reduce(into: pattern.prefix(10)) { all, _ in all += pattern }
        #expect(Data(fetched.bodies) == expected)
      }
    }
  }
}
