import Foundation
import Origin
import Testing

@testable import SwoopCore

/// Downloads that break off and go on, in both modes.
@Suite struct PartialDownloadTests {
  private static let size = 1 << 20

  /// A download that breaks off in the middle once, and how much of it was sent in all.
  private func download(
    _ mode: Mode, _ parameters: String, size: Int = size, retries: Int = 2,
    in folder: TemporaryFolder? = nil
  ) async throws -> (record: DecodedRecord, ranges: [String?]) {
    let folder = try folder ?? TemporaryFolder()
    return try await Origin.withOrigin { origin in
      let path = "/partial/a/\(size)?\(parameters)"
      let fetched = try await fetch(
        mode, [origin.url(path)], saving: SaveDirectory.open(folder.path)
      ) {
        $0.retry.retries = retries
        $0.attempt.stallTimeout = .milliseconds(600)
      }
      let record = fetched.records[0]
      if record.ok {
        let bytes = folder.bytes(record.path ?? "")
        #expect(bytes.map { Data($0) } == Data((0..<size).map { UInt8($0 % 251) }))
        #expect(record.bytes == size)
        #expect(bytes.map { sha256($0) } == record.sha256)
      }
      let ranges = origin.received(path: path).map { request in
        request.headers.first { $0.name.lowercased() == "range" }?.value
      }
      return (record, ranges)
    }
  }

  @Test(arguments: Mode.allCases, ["fails=1", "validator=date", "stall=1"])
  func `the rest is asked for`(mode: Mode, parameters: String) async throws {
    let (record, ranges) = try await download(mode, parameters)
    #expect(record.status == 206)
    #expect(record.attempts == 2)
    #expect(ranges == [nil, "bytes=524288-"])
  }

  @Test(arguments: Mode.allCases)
  func `the rest of the rest is asked for`(mode: Mode) async throws {
    let (record, ranges) = try await download(mode, "fails=2")
    #expect(record.ok)
    #expect(ranges == [nil, "bytes=524288-", "bytes=786432-"])
  }

  @Test(arguments: Mode.allCases)
  func `a small body goes on, too`(mode: Mode) async throws {
    let (record, ranges) = try await download(mode, "fails=1", size: 1000)
    #expect(record.ok)
    #expect(ranges == [nil, "bytes=500-"])
  }

  @Test(arguments: Mode.allCases, ["validator=weak", "validator=none"])
  func `without a strong validator it starts over`(mode: Mode, parameters: String) async throws {
    let (record, ranges) = try await download(mode, parameters)
    #expect(record.status == 200)
    #expect(ranges == [nil, nil])
  }

  @Test(arguments: Mode.allCases, ["ranges=no", "change=1"])
  func `an answer with everything is taken`(mode: Mode, parameters: String) async throws {
    let (record, ranges) = try await download(mode, parameters)
    #expect(record.status == 200)
    #expect(ranges == [nil, "bytes=524288-"])
  }

  @Test(arguments: Mode.allCases, ["change=206", "shift=7", "bare=1"])
  func `a part of something else starts over`(mode: Mode, parameters: String) async throws {
    let (record, ranges) = try await download(mode, parameters, retries: 1)
    #expect(record.status == 200)
    #expect(record.attempts == 3)
    #expect(ranges == [nil, "bytes=524288-", nil])
  }

  @Test(arguments: Mode.allCases)
  func `a part that ends early goes on, too`(mode: Mode) async throws {
    let (record, ranges) = try await download(mode, "short=1000")
    // The third answer has nothing new, and the next one everything.
    #expect(record.status == 200)
    #expect(ranges == [nil, "bytes=524288-", "bytes=1047576-", nil])
  }

  @Test(arguments: Mode.allCases)
  func `a part that was not asked for is no body`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let fetched = try await fetch(mode, [origin.url("/status/206")])
      #expect(fetched.records.map(\.outcome) == ["protocol"])
    }
  }

  @Test(arguments: Mode.allCases)
  func `what is left of a download never bears its final name, and waits for the next run`(
    mode: Mode
  ) async throws {
    let folder = try TemporaryFolder()
    let (record, _) = try await download(mode, "fails=3", retries: 1, in: folder)
    #expect(record.outcome == "reset")
    // A run with a record file leaves it to the next.
    #expect(folder.files.count == 1)
    #expect(folder.files[0].hasPrefix(".swoop/"))
    #expect(folder.bytes(folder.files[0])?.count == 786_432)
  }

  @Test(arguments: Mode.allCases)
  func `a resumed run goes on with what is left`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let (folder, records) = (try TemporaryFolder(), TemporaryFile())
      let path = "/partial/\(mode)/300000?fails=2"
      func run(_ resuming: Resuming?) async throws -> FetchRun.Report {
        try await fetch(
          mode, [origin.url(path)], records: records, saving: SaveDirectory.open(folder.path),
          resuming: resuming
        ) { $0.retry.retries = 0 }.report
      }
      #expect(try await run(nil).summary.failed == 1)
      #expect(try await run(.newEntries).alreadyFailed == 1)
      #expect(try await run(.includingFailed).summary.failed == 1)
      #expect(try await run(.includingFailed).summary.ok == 1)
      #expect(try await run(.includingFailed).alreadyDone == 1)

      let ranges = origin.received(path: path).map { request in
        request.headers.first { $0.name.lowercased() == "range" }?.value
      }
      #expect(ranges == [nil, "bytes=150000-", "bytes=225000-"])
      // Each record of a failure has made room for the one that took its place.
      let record = try JSONDecoder().decode(DecodedRecord.self, from: Data(records.bytes))
      #expect(folder.files == [record.path])
      #expect(folder.bytes(record.path ?? "").map { sha256($0) } == record.sha256)
    }
  }
}
