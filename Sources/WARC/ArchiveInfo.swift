/// What an archive says of itself (WARC/1.1 section 6.2).
package struct ArchiveInfo: Sendable {
  private let fields: [(name: String, value: String)]

  /// - Parameter software: what writes it, with its version.
  package init(software: String) {
    fields = [
      ("software", software),
      ("format", "WARC File Format 1.1"),
      (
        "conformsTo",
        "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
      ),
    ]
  }

  var block: [UInt8] {
    fields.flatMap { name, value in
      Array("\(name): ".utf8) + value.utf8.filter { $0 >= 0x20 && $0 != 0x7F }
        + Array("\r\n".utf8)
    }
  }
}
