/// Why an entry failed: a kind for programs, a sentence for people, and libcurl's code.
public struct FetchError: Error, Hashable, Sendable {
  /// The kinds that a record may name.
  public enum Kind: String, CaseIterable, Sendable {
    /// The entry is no URL, or no request that could be sent.
    case invalidURL = "invalid_url"
    /// The URL, or a redirect's target, is neither http nor https.
    case unsupportedScheme = "unsupported_scheme"
    /// The host's address is one that the run makes no connections to.
    case blockedAddress = "blocked_address"
    /// The host's name could not be looked up.
    case dns
    /// No connection to the host or the proxy came about.
    case connect
    /// One of several proxies failed before the request was sent on, and no other took its place
    /// (``Proxies``).
    case proxy
    /// The TLS handshake failed, or the certificate is not to be trusted.
    case tls
    /// The attempt, or its connecting, took longer than allowed.
    case timeout
    /// No byte came or went for longer than allowed.
    case stalled
    /// The connection ended before the response did.
    case reset
    /// What came is not HTTP, or breaks its rules, or has too many headers, or its encoding is broken.
    case `protocol`
    /// More redirects than ``FetchOptions/maxRedirects``.
    case tooManyRedirects = "too_many_redirects"
    /// More bytes of body than allowed, decoded, or more than decoding may make of what was sent.
    case tooLarge = "too_large"
    /// A whole response, with a status outside 200-399.
    case httpStatus = "http_status"
    /// The body's SHA-256 is not the one that the entry gives.
    case checksumMismatch = "checksum_mismatch"
    /// The body could not be written.
    case disk
    /// Another entry of the list has named, or saved another body at, the same path.
    case pathTaken = "path_taken"
    /// The host had failed so often in a row that it was given up, and this entry with it
    /// (``FetchOptions/hostFailures``).
    case hostFailed = "host_failed"
    /// The `robots.txt` of the URL's origin, or of a redirect's target, does not allow it, or could not be
    /// had (``FetchOptions/robotsAgent``).
    case robots
    /// The run was stopped, or the task cancelled, before the entry was done.
    case interrupted
    /// A fault of this side: libcurl refused an option or had no memory, or no descriptors are left.
    case `internal`
    /// The same request stands earlier in the list, and each was to be fetched once.
    case duplicate
  }

  /// What went wrong, for programs.
  public let kind: Kind
  /// A sentence for people, without userinfo.
  public let message: String
  /// libcurl's `CURLcode`, where libcurl reported the failure; else nil.
  public let curlCode: Int?

  init(_ kind: Kind, _ message: String, curlCode: Int? = nil) {
    self.kind = kind
    self.message = message
    self.curlCode = curlCode
  }
}

extension FetchError {
  /// The same error, and what more there is to say.
  func adding(_ clause: String) -> FetchError {
    FetchError(kind, "\(message), and \(clause)", curlCode: curlCode)
  }

  /// A whole response whose status is no success.
  static func answered(_ status: Int) -> FetchError {
    FetchError(.httpStatus, "the server answered \(status)")
  }

  static let interruptedRun = FetchError(.interrupted, "the run was stopped")

  /// The run was stopped before what may have passed was tried again.
  static func interrupted(after failure: FetchError?) -> FetchError {
    guard let failure else { return .interruptedRun }
    return FetchError(
      .interrupted, "the run was stopped before another attempt: \(failure.message)",
      curlCode: failure.curlCode)
  }
}
