import Curl

/// What is to be fetched: an entry of a list, made by a program.
///
/// ```swift
/// let page: Request = "https://example.org/"
/// let query = Request(
///   "https://example.org/search", method: "QUERY",
///   headers: [try HeaderField(name: "Content-Type", value: "text/plain")],
///   body: Array("swift".utf8))
/// ```
///
/// Nothing of it is looked at before it is fetched: one that can't be sent gets a record like all
/// others, whose error is of the kind ``FetchError/Kind/invalidURL`` or
/// ``FetchError/Kind/unsupportedScheme``.
public struct Request: Hashable, Sendable {
  /// Absolute, http or https, with its special characters encoded (RFC 3986).
  public var url: String
  /// As in RFC 9110 section 9; nil: what the fetcher's ``FetchOptions/defaults`` say, which is GET, or
  /// POST with a body, unless they were told otherwise.
  public var method: String?
  /// Fields of its own, in their order; they take the place of default ones of the same name.
  public var headers: [HeaderField]
  /// What is sent after the headers; nil: the default one, if there is one.
  public var body: [UInt8]?
  /// The SHA-256 that the response's body, decoded, must have, as 64 hexadecimal digits; nil: any.
  public var sha256: String?
  /// Where the response's body is saved, relative to the directory of saved bodies.
  var path: String?

  /// A request that has what it does not say itself from ``FetchOptions/defaults``. Nothing is checked
  /// before it is fetched.
  public init(
    _ url: String, method: String? = nil, headers: [HeaderField] = [], body: [UInt8]? = nil,
    sha256: String? = nil
  ) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
    self.sha256 = sha256
  }
}

extension Request: ExpressibleByStringLiteral {
  /// A request for a URL.
  public init(stringLiteral url: String) {
    self.init(url)
  }
}

extension Request {
  /// - Parameters:
  ///   - url: its own, parsed.
  ///   - defaults: what it has where it says nothing itself.
  func prepared(
    for url: WebURL, _ defaults: RequestDefaults
  ) throws(InvalidRequest) -> PreparedRequest {
    var prepared = defaults.request(
      url, method: try method.map(Method.validated), headers: headers, body: body)
    prepared.terms = try terms
    return prepared
  }

  private var terms: BodyTerms {
    get throws(InvalidRequest) {
      var terms = BodyTerms()
      terms.path = try path.map(SavePath.init(own:))
      if let sha256 {
        guard let digest = ContentDigest(sha256) else {
          throw InvalidRequest(reason: "\"sha256\" is not 64 hexadecimal digits")
        }
        terms.digest = digest
      }
      return terms
    }
  }
}
