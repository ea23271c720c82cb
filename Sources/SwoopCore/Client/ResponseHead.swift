/// What is known of a response when its body begins.
public struct ResponseHead: Hashable, Sendable {
  /// The URL that answered, after all redirects, normalised, without userinfo.
  public let url: String
  /// From 200 to 399; the body of one from 300 on is empty.
  public let status: Int
  /// The `Content-Type` field (RFC 9110 section 8.3), as it was sent; nil without one.
  public let contentType: String?
  /// Bytes of the body as it is sent, as the server announces them: decoded, there may be more. nil when
  /// it doesn't.
  public let contentLength: Int?
}

extension ResponseHead {
  /// That of a response without a body.
  init(_ record: Record) {
    self.init(
      url: record.finalURL ?? record.url, status: record.status ?? 0,
      contentType: record.contentType, contentLength: nil)
  }
}
