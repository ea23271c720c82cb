#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What an earlier run's record tells of a response: enough to ask for the body only if it has changed, and
/// to know afterwards whether it has.
///
/// An object, so that the jobs that wait carry no more than a reference.
final class EarlierResponse: Sendable {
  let status: Int?
  let etag: String?
  let lastModified: String?
  let digest: ContentDigest?
  let path: String?
  /// Whose response it was, where that was a redirect's target; nil: the entry's own URL.
  let redirectTarget: String?

  /// - Returns: nil when the record is of no response that came well.
  init?(_ members: EarlierMembers) {
    guard members.isOfResponse else { return nil }
    status = members.status
    etag = members.etag
    lastModified = members.last_modified
    digest = members.sha256.flatMap(ContentDigest.init)
    path = members.path
    redirectTarget = members.redirects > 0 ? members.final_url : nil
  }

  /// Fields that ask a server for the body only if it is another one by now (RFC 9110 sections 13.1.2
  /// and 13.1.3); none where it gave no validators, or had no body that could be spared. What is no entity
  /// tag is not sent: `*` would match any.
  var conditions: [HeaderField] {
    guard status != 204 else { return [] }
    return [
      EarlierResponse.field("If-None-Match", etag.flatMap { $0.isEntityTag ? $0 : nil }),
      EarlierResponse.field("If-Modified-Since", lastModified),
    ].compactMap(\.self)
  }

  /// A file of records may hold anything: what would not stay within its line is no field, and what was no
  /// text is not what the server gave.
  private static func field(_ name: String, _ value: String?) -> HeaderField? {
    guard let value, (1...longestField).contains(value.utf8.count),
      !value.unicodeScalars.contains("\u{FFFD}")
    else { return nil }
    return try? HeaderField(name: name, value: value)
  }

  /// Bytes of a validator beyond which servers take no such field: it would be an error each time.
  private static let longestField = 4096
}

extension EarlierResponse: Hashable {
  static func == (one: EarlierResponse, other: EarlierResponse) -> Bool { one === other }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

/// What of a record matters to the next run.
struct EarlierMembers: Decodable {
  private let request_id: RequestID
  private let ok: Bool
  private let not_modified: Bool?
  fileprivate let status: Int?
  fileprivate let redirects: Int
  fileprivate let final_url: String?
  fileprivate let etag: String?
  fileprivate let last_modified: String?
  fileprivate let sha256: String?
  fileprivate let path: String?

  /// - Returns: nil when the line is no record.
  init?(_ line: [UInt8]) {
    guard let members = try? JSONDecoder().decode(EarlierMembers.self, from: Data(line)) else {
      return nil
    }
    self = members
  }

  var id: RequestID { request_id }

  /// Whether it is of a response that came well, or is still the one.
  var isOfResponse: Bool {
    ok && (not_modified == true || status.map((200..<300).contains) == true)
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
