/// The header of a record (WARC/1.1 section 4).
struct RecordHead {
  enum Kind: String {
    case warcinfo, response, request, revisit
  }

  let id = RecordID()
  private(set) var bytes: [UInt8] = []

  init(_ kind: Kind, _ date: RecordDate, contentType: String) {
    bytes += "WARC/1.1\r\n".utf8
    add("WARC-Type", kind.rawValue)
    add("WARC-Record-ID", "<\(id)>")
    add("WARC-Date", "\(date)")
    add("Content-Type", contentType)
  }

  /// Nothing in a value ends its line: what could is left out.
  mutating func add(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    name.withUTF8Buffer { bytes += $0 }
    bytes += ": ".utf8
    bytes += value.utf8.filter { $0 >= 0x20 && $0 != 0x7F }
    bytes += "\r\n".utf8
  }

  /// - Parameter length: bytes of the block that follows.
  consuming func ended(length: Int) -> [UInt8] {
    add("Content-Length", "\(length)")
    return bytes + Array("\r\n".utf8)
  }

  /// What stands after each block.
  static let end = Array("\r\n\r\n".utf8)
}
