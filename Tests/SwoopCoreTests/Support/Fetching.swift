import Crypto
import Foundation
import Testing

@testable import SwoopCore

/// The members of a JSON record that tests look at.
struct DecodedRecord: Decodable, Sendable {
  struct Failure: Decodable, Hashable, Sendable {
    var kind: String
    var message: String
    var curl: Int?
  }

  struct Times: Decodable, Sendable {
    var queued: Double
    var connect: Double
    var first_byte: Double
    var total: Double
  }

  var seq: Int
  var source: String
  var url: String
  var final_url: String?
  var method: String?
  var ok: Bool
  var status: Int?
  var error: Failure?
  var attempts: Int
  var redirects: Int
  var http_version: String?
  var remote_ip: String?
  var proxy: String?
  var content_type: String?
  var bytes: Int
  var wire_bytes: Int
  var etag: String?
  var sha256: String?
  var path: String?
  var not_modified: Bool?
  var change: String?
  var body: Data?
  var request_id: String
  var replaces: Bool?
  var started_at: String?
  var time_ms: Times
  var mode: String

  /// What a person would look at first: `200`, `404` or the kind of error.
  var outcome: String { ok || error?.kind == "http_status" ? "\(status ?? 0)" : error?.kind ?? "" }
}

/// What a run left behind.
struct Fetched: Sendable {
  var report: FetchRun.Report
  /// In the list's order.
  var records: [DecodedRecord]
  var bodies: [UInt8]
}

/// How a run goes on with a file of records.
enum Resuming {
  case newEntries, includingFailed
}

/// Who moves the bytes: each mode in each of the ways that it can.
enum Way: CaseIterable {
  case asyncByPolling, asyncByEvents, threads

  var mode: Mode { self == .threads ? .threads : .async }

  func apply(to options: inout FetchOptions) {
    options.attempt.driving = self == .asyncByEvents ? .events : .poll
  }
}

/// Runs a list through the library's public face, records to a file.
func fetch(
  _ mode: Mode, _ lines: [String], records: TemporaryFile = TemporaryFile(),
  keepsBodies: Bool = false, saving: SaveDirectory? = nil, resuming: Resuming? = nil,
  defaults: RequestDefaults? = nil,
  configure: (inout FetchOptions) throws -> Void = { _ in },
  arrange: (inout Outputs) throws -> Void = { _ in },
  whileRunning: @escaping @Sendable (FetchRun) async throws -> Void = { _ in }
) async throws -> Fetched {
  let list = TemporaryFile(contents: lines.joined(separator: "\n"))
  return try await fetch(
    mode, sources: [.file(path: list.path)], records: records, keepsBodies: keepsBodies,
    saving: saving, resuming: resuming, defaults: defaults, configure: configure, arrange: arrange,
    whileRunning: whileRunning)
}

func fetch(
  _ mode: Mode, sources: [ListSource], records: TemporaryFile = TemporaryFile(),
  keepsBodies: Bool = false, saving: SaveDirectory? = nil, resuming: Resuming? = nil,
  defaults: RequestDefaults? = nil,
  configure: (inout FetchOptions) throws -> Void = { _ in },
  arrange: (inout Outputs) throws -> Void = { _ in },
  whileRunning: @escaping @Sendable (FetchRun) async throws -> Void = { _ in }
) async throws -> Fetched {
  let bodies = TemporaryFile()
  var options = FetchOptions(mode: mode, defaults: defaults ?? RequestDefaults())
  options.retry.firstDelay = .milliseconds(10)
  // `SWOOP_EVENTS=1` has every test driven by events that does not say otherwise.
  if ProcessInfo.processInfo.environment["SWOOP_EVENTS"] != nil {
    options.attempt.driving = .events
  }
  try configure(&options)
  var outputs = Outputs(
    records: [], bodies: keepsBodies ? try OutputFile.create(bodies.path, overwrite: false) : nil)
  outputs.directory = saving
  if let resuming {
    let resumed = try RecordFile.resume(
      records.path, retriesFailed: resuming == .includingFailed)
    outputs.records = [(resumed.file, .json)]
    outputs.resumed = resumed
  } else {
    outputs.records = [(try OutputFile.create(records.path, overwrite: false), .json)]
  }
  try arrange(&outputs)
  let run = try FetchRun(options, sources: sources, outputs: outputs)
  async let report = onThread { try run.run() }
  try await whileRunning(run)
  let finished = try await report
  let decoded = try records.text.split(separator: "\n").map { line in
    try JSONDecoder().decode(DecodedRecord.self, from: Data(line.utf8))
  }
  #expect(finished.isComplete)
  #expect(resuming != nil || decoded.count == finished.read - finished.otherShards)
  #expect(resuming != nil || Set(decoded.map(\.seq)).count == decoded.count)
  #expect(decoded.allSatisfy { $0.mode == mode.rawValue })
  return Fetched(
    report: finished, records: decoded.sorted { $0.seq < $1.seq }, bodies: bodies.bytes)
}

/// Runs what blocks on a thread of its own, so that no task's thread is taken.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
{
  try await withCheckedThrowingContinuation { continuation in
    Foundation.Thread { continuation.resume(with: Result(catching: body)) }.start()
  }
}

func sha256(_ bytes: some DataProtocol) -> String {
  SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
}

/// A file that is gone when its owner is.
final class TemporaryFile: Sendable {
  let path: String

  init(contents: String? = nil) {
    path = NSTemporaryDirectory() + "swoop-test-\(UUID().uuidString)"
    guard let contents else { return }
    _ = FileManager.default.createFile(atPath: path, contents: Data(contents.utf8))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  var bytes: [UInt8] { FileManager.default.contents(atPath: path).map(Array.init) ?? [] }
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A folder that is gone when its owner is.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "swoop-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Everything in it, folders excluded, by path.
  var files: [String] {
    (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
      .filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
          && !isFolder.boolValue
      }.sorted()
  }

  func bytes(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path + "/" + name).map(Array.init)
  }
}

/// Waits until something is so that another thread brings about; it gives up after 20 seconds.
func eventually(_ condition: () -> Bool) async -> Bool {
  let deadline = ContinuousClock.now + .seconds(20)
  while !condition() {
    guard ContinuousClock.now < deadline else { return false }
    await Task.yield()
  }
  return true
}
