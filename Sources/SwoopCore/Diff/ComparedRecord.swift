import Crypto

/// What of a record tells whether anything has changed since another run.
package struct ComparedRecord: Sendable {
  let id: RequestID
  /// Where the entry stood, as `file:line`.
  let source: String
  let url: String
  let ok: Bool
  /// 200 where the server said that what an earlier run got is still the one, or sent the rest of it.
  let status: Int?
  /// Whether it did, so that no bytes came.
  let isNotModified: Bool
  let error: Failure?
  /// Of the body, decoded.
  let bytes: Int
  let sha256: String?
  let etag: String?
  /// Of the last attempt in all, in tenths of a millisecond.
  let tenths: Int

  struct Failure: Decodable, Equatable {
    var kind: String
    var message: String
  }

  /// The status where a response tells what came of the entry, else the kind of error.
  var outcome: String {
    if let error, error.kind != FetchError.Kind.httpStatus.rawValue { return error.kind }
    return status.map(String.init) ?? FetchError.Kind.protocol.rawValue
  }

  /// Whether it says nothing but that the entry stands elsewhere in the list, too.
  var isDuplicate: Bool { error?.kind == FetchError.Kind.duplicate.rawValue }

  /// Whether it had a body to compare: that of a redirect is none, and 304 (Not Modified) has none.
  var hasContent: Bool { ok && (200..<300).contains(status ?? 0) }

  /// The same for records between which nothing has changed but times, and for no others, whatever
  /// servers send: 64 bits of a SHA-256.
  var key: UInt64 {
    var hasher = SHA256()
    func update(_ text: String) {
      hasher.update(data: Array(text.utf8))
      hasher.update(data: [0])
    }
    update("\(ok) \(outcome)")
    if hasContent {
      if let sha256 {
        update(sha256)
      } else {
        update("\(bytes)")
        update(etag.map { String($0.opaqueTag) } ?? "")
      }
    }
    return hasher.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension ComparedRecord: Decodable {
  private enum Member: String, CodingKey {
    case request_id, source, url, ok, status, error, bytes, sha256, etag, not_modified, time_ms
  }

  private enum TimeMember: String, CodingKey {
    case total
  }

  /// Longer than any run, and short enough to be counted with: 3 years, in milliseconds.
  private static let longest = 1e11

  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    id = try members.decode(RequestID.self, forKey: .request_id)
    source = try members.decode(String.self, forKey: .source)
    url = try members.decode(String.self, forKey: .url)
    ok = try members.decode(Bool.self, forKey: .ok)
    isNotModified = try members.decodeIfPresent(Bool.self, forKey: .not_modified) ?? false
    let status = try members.decodeIfPresent(Int.self, forKey: .status)
    self.status = isNotModified || status == 206 ? 200 : status
    error = try members.decodeIfPresent(Failure.self, forKey: .error)
    bytes = try members.decode(Int.self, forKey: .bytes)
    sha256 = try members.decodeIfPresent(String.self, forKey: .sha256)
    etag = try members.decodeIfPresent(String.self, forKey: .etag)
    let times = try members.nestedContainer(keyedBy: TimeMember.self, forKey: .time_ms)
    let total = try times.decode(Double.self, forKey: .total)
    tenths = Int((min(max(0, total), ComparedRecord.longest) * 10).rounded())
  }
}

extension String {
  /// Of an entity tag, all but the mark of a weak one: proxies that compress weaken tags on their way
  /// (RFC 9110 section 8.8.3.2, weak comparison).
  var opaqueTag: Substring { hasPrefix("W/") ? dropFirst(2) : self[...] }
}
