#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How records are written, one a line.
public enum RecordFormat: Sendable {
  /// Status or error kind, milliseconds, bytes and URL, separated by tabs.
  case text
  /// One JSON object.
  case json
  /// A line of one's own, without its end; it is asked for on the thread that writes records.
  case custom(@Sendable (Record) -> String)

  /// Members of JSON that only some runs' records have.
  struct Members: OptionSet {
    let rawValue: Int
    static let archived = Members(rawValue: 1)
    static let body = Members(rawValue: 2)
  }

  /// Whether a later run can read what is written so.
  var isJSON: Bool { if case .json = self { true } else { false } }

  /// Appends a record and the line's end.
  ///
  /// - Parameter members: those that JSON has besides the usual ones.
  func append(_ record: Record, mode: Mode, with members: Members = [], to bytes: inout [UInt8]) {
    switch self {
    case .text: RecordFormat.appendText(record, to: &bytes)
    case .custom(let line): bytes.append(contentsOf: line(record).utf8)
    case .json:
      JSONObjectWriter.append(to: &bytes) {
        RecordFormat.write(record, mode: mode, with: members, to: &$0)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func appendText(_ record: Record, to bytes: inout [UInt8]) {
    let tenths = record.times.total.tenthsOfMilliseconds
    let fields = [
      record.outcome, "\(tenths / 10).\(tenths % 10)", "\(record.bytes)",
      PrintableText.escaping(record.url),
    ]
    bytes.append(contentsOf: fields.joined(separator: "\t").utf8)
  }

  private static func write(
    _ record: Record, mode: Mode, with members: Members, to json: inout JSONObjectWriter
  ) {
    json.member("seq", record.seq)
    json.member("source", record.source)
    json.member("url", record.url)
    json.member("final_url", record.finalURL)
    json.member("method", record.method)
    json.member("ok", record.ok)
    json.member("status", record.status)
    json.member("error", record.error) { json, error in
      json.member("kind", error.kind.rawValue)
      json.member("message", error.message)
      json.member("curl", error.curlCode)
    }
    json.member("attempts", record.attempts)
    json.member("redirects", record.redirects)
    json.member("http_version", record.httpVersion)
    json.member("remote_ip", record.remoteIP)
    json.member("proxy", record.proxy)
    json.member("content_type", record.contentType)
    json.member("bytes", record.bytes)
    json.member("wire_bytes", record.wireBytes)
    json.member("sha256", record.sha256)
    json.member("path", record.path)
    json.member("etag", record.etag)
    json.member("last_modified", record.lastModified)
    if let change = record.change {
      json.member("not_modified", record.isNotModified)
      json.member("change", change.rawValue)
    }
    json.member("started_at", record.startedAt?.formatted(timestamp))
    json.member("time_ms", record.times) { json, times in
      json.member("queued", milliseconds: times.queued)
      json.member("dns", milliseconds: times.dns)
      json.member("connect", milliseconds: times.connect)
      json.member("tls", milliseconds: times.tls)
      json.member("first_byte", milliseconds: times.firstByte)
      json.member("total", milliseconds: times.total)
    }
    json.member("mode", mode.rawValue)
    json.member("request_id", record.requestID)
    if members.contains(.archived) {
      json.member("warc", record.archived) { json, place in
        json.member("file", place.file)
        json.member("offset", place.offset)
        json.member("length", place.length)
        json.member("id", place.id)
      }
    }
    // After all that is short.
    if members.contains(.body) { json.member("body", base64: record.body) }
    // Last, because it is cut off again once the record that it replaces is gone.
    if record.isRepeated { json.member("replaces", true) }
  }

  /// How each record begins.
  static let beginning = Array(#"{"seq":"#.utf8)

  /// The end of a record that takes the place of another.
  static let replacing = Array(#","replaces":true}"#.utf8)

  /// RFC 3339 in UTC with milliseconds.
  static let timestamp = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

extension Record {
  /// The status where a response tells what came of the entry, else the kind of error.
  public var outcome: String {
    if let error, error.kind != .httpStatus { return error.kind.rawValue }
    return status.map(String.init) ?? FetchError.Kind.protocol.rawValue
  }

  /// What is to be said of a failure besides its `outcome`; nil when a status says it all.
  public var remark: String? {
    guard let error, error != status.map(FetchError.answered) else { return nil }
    return error.message
  }
}
