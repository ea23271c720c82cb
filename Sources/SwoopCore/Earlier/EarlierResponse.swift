/// What an earlier run's record tells of a response: enough to ask for the body only if it has changed, and
/// to know afterwards whether it has.
///
/// An object, so that the jobs that wait carry no more than a reference.
final class EarlierResponse: Sendable {
  let etag: String?
  let lastModified: String?
  let digest: ContentDigest?
  let path: String?
  /// Whose response it was, where that was a redirect's target; nil: the entry's own URL.
  let redirectTarget: String?

  /// - Returns: nil when the record can be of no use: its entry failed, or nothing of its body is known.
  init?(_ record: Record) {
    guard record.ok, record.isNotModified || record.status.map((200..<300).contains) == true else {
      return nil
    }
    etag = record.etag
    lastModified = record.lastModified
    digest = record.sha256.flatMap(ContentDigest.init)
    path = record.path
    redirectTarget = record.redirects > 0 ? record.finalURL : nil
    guard etag != nil || lastModified != nil || digest != nil else { return nil }
  }

  /// Fields that ask a server for the body only if it is another one by now (RFC 9110 sections 13.1.2
  /// and 13.1.3); none where it gave no validators. What is no entity tag is not sent: `*` would match any.
  var conditions: [HeaderField] {
    [
      EarlierResponse.field("If-None-Match", etag.flatMap { $0.isEntityTag ? $0 : nil }),
      EarlierResponse.field("If-Modified-Since", lastModified),
    ].compactMap(\.self)
  }

  /// A file of records may hold anything: what would not stay within its line is no field.
  private static func field(_ name: String, _ value: String?) -> HeaderField? {
    value.flatMap { $0.isEmpty ? nil : try? HeaderField(name: name, value: $0) }
  }
}

extension EarlierResponse: Hashable {
  static func == (one: EarlierResponse, other: EarlierResponse) -> Bool { one === other }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

extension String {
  /// RFC 9110 section 8.8.3.
  fileprivate var isEntityTag: Bool {
    let opaque = hasPrefix("W/") ? dropFirst(2) : self[...]
    return opaque.utf8.count >= 2 && opaque.hasPrefix("\"") && opaque.hasSuffix("\"")
      && !opaque.dropFirst().dropLast().contains("\"")
  }
}
