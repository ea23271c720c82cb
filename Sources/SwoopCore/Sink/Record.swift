#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What became of one entry. Each entry of a list gets exactly one.
///
/// The members are those of the JSON record, which docs/records.md describes.
public struct Record: Sendable {
  /// The 1-based place among the run's entries.
  public var seq: Int
  /// Where the entry stands, as `file:line`.
  public var source: String
  /// The URL as the list gives it, without userinfo.
  public var url: String
  /// The URL that was asked last, or would have been next, normalised; nil when none was.
  public var finalURL: String?
  public var method: String?
  /// The host of the URL that was asked last; nil when the entry has none. Not written.
  public var host: String?
  /// Why the entry failed; nil: a whole response with a status of 200-399.
  public var error: FetchError?
  public var status: Int?
  /// Attempts begun; redirects are part of their attempt.
  public var attempts = 0
  /// Redirects followed in the last attempt.
  public var redirects = 0
  /// `1.0`, `1.1`, `2` or `3`.
  public var httpVersion: String?
  /// The address that answered: the proxy's, when there is one.
  public var remoteIP: String?
  public var contentType: String?
  /// Bytes of the last response's body, decoded.
  public var bytes = 0
  /// Bytes of headers and bodies received in the last attempt, as sent.
  public var wireBytes = 0
  /// The SHA-256 of the last response's body, decoded, in hexadecimal digits; nil when it was not
  /// taken.
  public var sha256: String?
  /// Where the body is saved, relative to the directory of saved bodies; nil when it is not.
  public var path: String?
  /// The body, decoded, where it was to be in the record and is no longer than that allows
  /// (`AttemptOptions.bodyInRecord`).
  public var body: [UInt8]?
  public var etag: String?
  public var lastModified: String?
  /// When the last attempt began; nil when none did.
  public var startedAt: Date?
  public var times = Times()
  /// A digest of the entry's request, the same in each run: by it, a resumed run knows the entry.
  public var requestID: String
  /// Whether this takes the place of an earlier record of the same entry, which was not done.
  public var isRepeated = false

  public var ok: Bool { error == nil }

  /// This record, if its entry is ok.
  ///
  /// - Throws: the entry's error, if it is not.
  public func get() throws(FetchError) -> Record {
    if let error { throw error }
    return self
  }

  /// How long the parts of an entry's way took, over all redirects of the last attempt.
  public struct Times: Sendable {
    /// Waiting for a slot.
    public var queued: Duration = .zero
    /// Looking up names.
    public var dns: Duration = .zero
    /// Opening connections, TLS excluded.
    public var connect: Duration = .zero
    /// TLS handshakes.
    public var tls: Duration = .zero
    /// From the attempt's start to the last response's first byte.
    public var firstByte: Duration = .zero
    /// The attempt in all.
    public var total: Duration = .zero
  }
}
