#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension RecordFile {
  /// Reads a file of records. What others have taken the place of is left out, and so is a last line that
  /// has no end and is no record: a run may be writing it. Bodies in records are not read.
  ///
  /// - Parameters:
  ///   - path: a regular file's.
  ///   - body: gets each record and the mode that it was fetched in, as the file has them.
  /// - Returns: the lines that are no records.
  /// - Throws: ``OutputError`` when it can't be opened or read.
  public static func read(
    _ path: String, _ body: (Record, Mode) -> Void
  ) throws(OutputError) -> Unreadable {
    var lines = try RecordLines(of: try InputFile(path))
    while let line = try lines.next() {
      if let members = try? JSONDecoder().decode(RecordMembers.self, from: Data(line)),
        members.isPlausible
      {
        body(members.record, members.mode)
      } else {
        lines.reject()
      }
    }
    return lines.unreadable
  }

  /// Lines that are no records.
  public struct Unreadable: Sendable {
    /// The numbers of the first five of them, from 1.
    public private(set) var first: [Int] = []
    /// How many there are.
    public private(set) var count = 0

    mutating func add(_ line: Int) {
      count += 1
      if count <= 5 { first.append(line) }
    }
  }
}

/// A record as JSON has it (docs/records.md).
private struct RecordMembers: Decodable {
  struct Failure: Decodable {
    var kind: String
    var message: String
    var curl: Int?
  }

  struct Times: Decodable {
    var queued: Double
    var dns: Double
    var connect: Double
    var tls: Double
    var first_byte: Double
    var total: Double
  }

  var seq: Int
  var source: String
  var url: String
  var final_url: String?
  var method: String?
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
  var sha256: String?
  var path: String?
  var etag: String?
  var last_modified: String?
  var change: String?
  var started_at: String?
  var time_ms: Times
  var mode: Mode
  var request_id: String

  /// Whether its counts are such as a run writes.
  var isPlausible: Bool {
    [seq, attempts, redirects, bytes, wire_bytes].allSatisfy { (0...1 << 48).contains($0) }
  }

  /// From 1970 to 2100.
  private static let times = 0.0...4_102_444_800

  private var startedAt: Date? {
    started_at.flatMap { try? Date($0, strategy: RecordFormat.timestamp) }
      .flatMap { RecordMembers.times.contains($0.timeIntervalSince1970) ? $0 : nil }
  }

  var record: Record {
    Record(
      seq: seq, source: source, url: url, finalURL: final_url, method: method,
      host: (try? FetchableURL.parse(final_url ?? url))?.hostName, error: error.map(\.error),
      status: status,
      attempts: attempts, redirects: redirects, httpVersion: http_version, remoteIP: remote_ip,
      proxy: proxy, contentType: content_type, bytes: bytes, wireBytes: wire_bytes, sha256: sha256,
      path: path, etag: etag, lastModified: last_modified,
      change: change.flatMap(Record.Change.init),
      startedAt: startedAt,
      times: time_ms.times, requestID: request_id)
  }
}

extension Mode: Decodable {}

extension RecordMembers.Failure {
  /// A kind that this version does not know is told as the sentence says it.
  var error: FetchError {
    FetchError(FetchError.Kind(rawValue: kind) ?? .internal, message, curlCode: curl)
  }
}

extension RecordMembers.Times {
  var times: Record.Times {
    func duration(_ milliseconds: Double) -> Duration {
      .microseconds(Int((min(max(0, milliseconds), 1e12) * 1000).rounded()))
    }
    return Record.Times(
      queued: duration(queued), dns: duration(dns), connect: duration(connect),
      tls: duration(tls), firstByte: duration(first_byte), total: duration(total))
  }
}
