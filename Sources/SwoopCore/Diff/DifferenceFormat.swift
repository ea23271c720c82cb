/// How differences are written, one a line.
package enum DifferenceFormat: Sendable {
  /// The kind, what was, what is, and the URL, separated by tabs.
  case text
  /// One JSON object.
  case json

  /// Hexadecimal digits of a digest that people are shown.
  private static let shownDigits = 12

  /// Appends a difference and the line's end.
  func append(_ difference: Difference, to bytes: inout [UInt8]) {
    switch self {
    case .text:
      let (old, new) = DifferenceFormat.sides(of: difference)
      let fields = [difference.kind.rawValue, old, new, difference.url]
      bytes += fields.map(PrintableText.escaping).joined(separator: "\t").utf8
    case .json:
      JSONObjectWriter.append(to: &bytes) { json in
        json.member("kind", difference.kind.rawValue)
        json.member("url", difference.url)
        json.member("request_id", difference.requestID)
        json.member("old", difference.old, DifferenceFormat.write)
        json.member("new", difference.new, DifferenceFormat.write)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// What a record says of what has changed, before and after.
  private static func sides(of difference: Difference) -> (String, String) {
    let none = "-"
    guard let old = difference.old, let new = difference.new else {
      return (difference.old?.outcome ?? none, difference.new?.outcome ?? none)
    }
    switch difference.kind {
    case .added, .gone, .broken, .fixed, .status: return (old.outcome, new.outcome)
    case .slower: return (old.milliseconds, new.milliseconds)
    case .content:
      switch ContentMark.differing(old, new) {
      case .digest?:
        return (
          String((old.sha256 ?? none).prefix(shownDigits)),
          String((new.sha256 ?? none).prefix(shownDigits))
        )
      case .tag?: return (old.etag ?? none, new.etag ?? none)
      case .size?, nil: return ("\(old.bytes)", "\(new.bytes)")
      }
    }
  }

  /// Members of the record, by the names that they have there.
  private static func write(_ json: inout JSONObjectWriter, _ record: ComparedRecord) {
    json.member("source", record.source)
    json.member("ok", record.ok)
    json.member("status", record.status)
    json.member("error", record.error) { json, error in
      json.member("kind", error.kind)
      json.member("message", error.message)
    }
    json.member("bytes", record.bytes)
    json.member("sha256", record.sha256)
    json.member("etag", record.etag)
    json.member("time_ms", record.tenths) { json, tenths in json.member("total", tenths: tenths) }
  }
}

extension Difference {
  /// As the later list has it, where both do: it may be spelled otherwise.
  fileprivate var url: String { (new ?? old)?.url ?? "" }

  fileprivate var requestID: String? { (new ?? old)?.id.text }
}

extension ComparedRecord {
  fileprivate var milliseconds: String { "\(tenths / 10).\(tenths % 10)" }
}
