import Crypto
import Foundation
import Locking
import Origin
import Testing

@testable import SwoopCore

/// Bodies that stand in records, in both modes.
@Suite struct BodyInRecordTests {
  /// Where bodies go besides.
  enum Destination: CaseIterable {
    case nowhere, directory, output, both
  }

  private func pattern(_ count: Int) -> Data { Data((0..<count).map { UInt8($0 % 251) }) }

  @Test(arguments: Mode.allCases, Destination.allCases)
  func `a body stands in its record whole, or not at all`(
    mode: Mode, destination: Destination
  ) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let saves = destination == .directory || destination == .both
      let outputs = destination == .output || destination == .both
      let whole = [
        "/bytes/0", "/bytes/1", "/bytes/2", "/bytes/3", "/bytes/65537", "/bytes/100000",
        "/chunked/100000", "/redirect/3", "/partial/\(mode)/90000", "/gzip/100000", "/text",
      ]
      let tooLong = ["/bytes/100001", "/chunked/100001", "/gzip/100001", "/gzip/3M"]
      let none = ["/status/204", "/status/404", "/truncate/100000", "/redirect-loop"]
      let lines = (whole + tooLong + none).map { origin.url($0) }
      let head = #"{"url":"\#(origin.url("/bytes/5"))","method":"HEAD"}"#
      let file = TemporaryFile()
      let fetched = try await fetch(
        mode, lines + [head, "no URL"], records: file, keepsBodies: outputs,
        saving: saves ? SaveDirectory.open(folder.path) : nil
      ) {
        $0.attempt.bodyInRecord = 100_000
        $0.attempt.hashesBodies = true
        $0.retry.retries = 1
      }
      let records = fetched.records
      for record in records.prefix(whole.count) {
        #expect(record.ok)
        #expect(record.body?.count == record.bytes)
        #expect(record.body.map { sha256($0) } == record.sha256)
      }
      for (index, count) in [0, 1, 2, 3, 65537, 100_000, 100_000].enumerated() {
        #expect(records[index].body == pattern(count))
      }
      #expect(records[9].body == Data(repeating: UInt8(ascii: "a"), count: 100_000))
      let others = records.dropFirst(whole.count)
      #expect(others.allSatisfy { $0.body == nil })
      #expect(others.prefix(tooLong.count).allSatisfy { $0.ok && $0.bytes > 100_000 })
      #expect(others.prefix(tooLong.count).allSatisfy { $0.sha256 != nil })
      #expect(file.text.split(separator: "\"body\":null").count == others.count + 1)
      let all = records.filter(\.ok).reduce(0) { $0 + ($1.method == "HEAD" ? 0 : $1.bytes) }
      #expect(fetched.bodies.count == (outputs ? all : 0))
    }
  }

  @Test(arguments: Mode.allCases)
  func `without the option there is no such member`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let file = TemporaryFile()
      _ = try await fetch(mode, [origin.url("/bytes/1")], records: file, keepsBodies: true)
      #expect(!file.text.contains("\"body\""))
    }
  }

  @Test(arguments: Mode.allCases)
  func `a body that can't be saved does not stand in its record either`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let lines = [1, 2].map { #"{"url":"\#(origin.url("/bytes/\($0)"))","path":"same"}"# }
      let fetched = try await fetch(mode, lines, saving: SaveDirectory.open(folder.path)) {
        $0.concurrency = 1
        $0.attempt.bodyInRecord = 100
      }
      #expect(fetched.records.map(\.outcome) == ["200", "path_taken"])
      #expect(fetched.records.map(\.body) == [pattern(1), nil])
    }
  }

  @Test(arguments: Mode.allCases)
  func `bodies that memory has no room for arrive whole`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (0..<40).map { origin.url("/bytes/\(200_000 + $0)") }
      let (largest, written) = (LargestBatch(), TemporaryFile())
      let fetched = try await fetch(mode, lines, records: written) {
        $0.attempt.bodyInRecord = 1 << 20
        $0.attempt.bodyMemory = 150_000
        $0.perHost = .fixed(16)
      } arrange: {
        $0.observers = [largest]
      }
      for (index, record) in fetched.records.enumerated() {
        #expect(record.body == pattern(200_000 + index))
      }
      // They come to twice as much.
      #expect(largest.bytes.withLock { $0 } <= 4 << 20 + 200_040)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a slow reader holds up what comes, and no disk has to take it`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (0..<60).map { origin.url("/bytes/\(200_000 + $0)") }
      let reader = SlowReader()
      let fetched = try await fetch(mode, lines) {
        $0.attempt.bodyInRecord = 1 << 20
        $0.attempt.bodyMemory = 400_000
        $0.concurrency = 4
      } arrange: {
        $0.observers = [reader]
      } whileRunning: { run in
        defer { reader.isReady.update { $0 = true } }
        var progress = run.progress
        func isOver() -> Bool {
          let load = progress.load
          return load.inFlight == 0 && (load.isHeld || progress.isListRead && load.waiting == 0)
        }
        while !isOver() {
          try await Task.sleep(for: .milliseconds(5))
          progress = run.progress
        }
        #expect(progress.load.waiting > 0)
        #expect(progress.load.isHeld)
        // What it reads, and what waits for it: each may be as much as memory has room for, and what was
        // in flight then.
        #expect(progress.bytes < 2 * (400_000 + 5 * 200_060))
      }
      #expect(fetched.records.count == 60)
      for (index, record) in fetched.records.enumerated() {
        #expect(record.body == pattern(200_000 + index))
      }
    }
  }

  private final class SlowReader: RecordObserver {
    let isReady = Monitor(false)

    func observe(_ records: [Record]) {
      isReady.wait { $0 ? () : nil }
    }
  }

  private final class LargestBatch: RecordObserver {
    let bytes = Monitor(0)

    func observe(_ records: [Record]) {
      let sum = records.reduce(0) { $0 + ($1.body?.count ?? 0) }
      bytes.withLock { $0 = max($0, sum) }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a body that is too long takes no memory and no room on a disk`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let paths = ["/bytes/5M", "/chunked/5M", "/gzip/5M", "/chunked/100001"]
      let lines = (1...3).flatMap { round in paths.map { origin.url("\($0)?\(round)") } }
      for hashes in [false, true] {
        let fetched = try await fetch(mode, lines) {
          $0.concurrency = 1
          $0.attempt.bodyInRecord = 100_000
          $0.attempt.bodyMemory = 400_000
          $0.attempt.hashesBodies = hashes
        } arrange: {
          // One that went there would fail.
          $0.spillFolder = "/no/such/folder"
        }
        #expect(fetched.records.allSatisfy { $0.ok && $0.body == nil })
        #expect(fetched.records[1].bytes == 5 << 20)
        let digest = hashes ? sha256(pattern(5 << 20)) : nil
        #expect(fetched.records.prefix(2).map(\.sha256) == [digest, digest])
      }
    }
  }

  @Test func `a body that waits on a disk is let go of when it is too long`() throws {
    let folder = try TemporaryFolder()
    var options = AttemptOptions()
    options.bodyInRecord = 100
    var outputs = Outputs(records: [])
    outputs.spillFolder = folder.path
    let store = BodyStore(options, outputs)
    let body = DiskBody(.new(try request("http://a/").id, nil), hasher: SHA256(), in: store)
    let bytes = Array(pattern(150))
    try bytes[..<100].withUnsafeBytes { bytes in try body.append(bytes) }
    guard case .spilled? = body.body else {
      Issue.record("\(String(describing: body.body))")
      return
    }
    try bytes[100...].withUnsafeBytes { bytes in try body.append(bytes) }
    try body.close()
    #expect(body.body == nil)
    #expect(body.digest?.text == sha256(bytes))
  }
}
