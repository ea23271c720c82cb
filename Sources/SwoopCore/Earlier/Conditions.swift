extension Job {
  /// Fields that ask for the body only if it has changed; none where all of it is wanted.
  ///
  /// Only what the response in hand came from can tell: the entry's own URL, or its redirect's target.
  /// Whoever asks for a part, or has conditions of their own, gets what they ask for.
  var conditions: [HeaderField] {
    guard let earlier = request.earlier, request.changeWillDo,
      ["GET", "HEAD"].contains(request.method),
      request.body == nil,
      redirects == 0 ? earlier.redirectTarget == nil : earlier.redirectTarget == request.url.text,
      request.terms.digest.map({ $0 == earlier.digest }) ?? true,
      !request.headers.contains(where: { Job.conditional.contains($0.name.lowercased()) })
    else { return [] }
    return earlier.conditions
  }

  /// RFC 9110 sections 13.1 and 14.2.
  private static let conditional: Set<String> = [
    "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "range",
  ]
}

extension Record {
  /// What became of an entry's body since an earlier run.
  public enum Change: String, CaseIterable, Sendable {
    /// The earlier run has no ok response of it.
    case new
    /// The body is another one, or the server sent it anew and there is no telling.
    case changed
    /// The server says so, or both bodies have the same SHA-256 or the same strong ETag, or neither response
    /// has one (204).
    case unchanged
  }

  /// Whether the server answered that the earlier run's body is still the one (304, RFC 9110 section
  /// 15.4.5): ``sha256`` and ``path`` are that body's.
  public var isNotModified: Bool { status == 304 && change == .unchanged }
}

extension Record.Change {
  /// What a whole response, of this record, says of the body that there was.
  init(_ record: Record, since earlier: EarlierResponse?) {
    guard let earlier else {
      self = .new
      return
    }
    self = earlier.isBodyOf(record) ? .unchanged : .changed
  }
}

extension EarlierResponse {
  /// Whether another response is known to have the same body: both have the same SHA-256, or one of them has
  /// none and both the same strong validator (RFC 9110 section 8.8.1), or neither has a body.
  fileprivate func isBodyOf(_ record: Record) -> Bool {
    if let digest, let other = record.sha256 { return digest.text == other }
    if status == 204, record.status == 204 { return true }
    guard let etag, !etag.hasPrefix("W/") else { return false }
    return etag == record.etag
  }
}
