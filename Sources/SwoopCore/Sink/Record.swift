#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What became of one entry. Each entry of a list, and each request that a fetcher takes, gets exactly
/// one.
///
/// The members are those of the JSON record, which docs/records.md of the source tree describes.
public struct Record: Sendable {
  /// The 1-based place among the run's entries.
  public var seq: Int
  /// Where the entry stands, as `file:line`; `request:` and ``seq`` for those of a fetcher.
  public var source: String
  /// The URL as the list gives it, without userinfo.
  public var url: String
  /// The URL that was asked last, or would have been next, normalised; nil when none was.
  public var finalURL: String?
  /// The method of the last request, or the one that it would have had; nil when the entry is no request.
  public var method: String?
  /// The host of the URL that was asked last; nil when the entry has none. Not written.
  public var host: String?
  /// Why the entry failed; nil: a whole response with a status of 200-399.
  public var error: FetchError?
  /// The status of the last response (RFC 9110 section 15); nil without one.
  public var status: Int?
  /// Attempts begun; redirects are part of their attempt.
  public var attempts = 0
  /// Redirects followed in the last attempt.
  public var redirects = 0
  /// `1.0`, `1.1`, `2` or `3`; nil without a response.
  public var httpVersion: String?
  /// The address that answered: the proxy's, when there is one; nil without a connection.
  public var remoteIP: String?
  /// The proxy that the last request went through: see ``Proxy/name``; nil: none.
  public var proxy: String?
  /// The last response's `Content-Type` (RFC 9110 section 8.3), as it was sent; nil without one.
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
  /// The body of an ok entry, decoded: where it was asked for by itself
  /// (``Fetcher/fetch(_:longestBody:)``), or where bodies are to be in records and it is no longer than
  /// that allows (``AttemptOptions/bodyInRecord``). Empty for an empty body; nil elsewhere, and where
  /// a response can have none (HEAD, 204, 205, 304).
  public var body: [UInt8]?
  /// The last response's entity tag, quotes and all (RFC 9110 section 8.8.3); nil without one.
  public var etag: String?
  /// The last response's `Last-Modified` (RFC 9110 section 8.8.2), as it was sent; nil without one.
  public var lastModified: String?
  /// What became of the body of an ok entry since an earlier run (``ListOptions/since``); nil elsewhere.
  public var change: Change?
  /// Where the last response is archived; nil: it isn't.
  public var archived: ArchivePlace?
  /// When the last attempt began; nil when none did.
  public var startedAt: Date?
  /// How long the parts of its way took.
  public var times = Times()
  /// A digest of the entry's request, the same in each run: by it, a resumed run knows the entry.
  public var requestID: String
  /// Whether this takes the place of an earlier record of the same entry, which was not done.
  public var isRepeated = false

  /// Whether the entry did not fail: a whole response with a status of 200-399.
  public var ok: Bool { error == nil }

  /// This record, if its entry is ok.
  ///
  /// - Throws: the entry's ``error``, if it is not.
  public func get() throws(FetchError) -> Record {
    if let error { throw error }
    return self
  }

  /// How long the parts of an entry's way took, over all redirects of the last attempt.
  public struct Times: Sendable {
    /// Waiting, in all attempts: for a slot, a rate, a pause of the host to end, the next attempt.
    public var queued: Duration = .zero
    /// Looking up names.
    public var dns: Duration = .zero
    /// Opening connections, TLS excluded; next to nothing on one that was kept.
    public var connect: Duration = .zero
    /// TLS handshakes.
    public var tls: Duration = .zero
    /// From the attempt's start to the last response's first byte; zero without one.
    public var firstByte: Duration = .zero
    /// The last attempt in all, without ``queued``.
    public var total: Duration = .zero
  }
}
