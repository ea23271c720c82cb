import Curl

/// What a request without its own method, headers and body gets.
public struct RequestDefaults: Sendable {
  /// nil: GET, or POST with a body.
  public var method: String?
  public var headers: [HeaderField]
  /// These come before `headers`.
  public var hostHeaders = HostHeaders()
  public var body: [UInt8]?

  /// GET, and no headers.
  public init() {
    headers = []
  }

  /// - Throws: `InvalidRequest` when the method is none that can be sent.
  public init(
    method: String? = nil, headers: [HeaderField] = [], body: [UInt8]? = nil
  ) throws(InvalidRequest) {
    self.method = try method.map(Method.validated)
    self.headers = headers
    self.body = body
  }

  /// The request for a URL, with what the entry says itself before what all have in common.
  func request(
    _ url: WebURL, method: String? = nil, headers own: [HeaderField] = [], body: [UInt8]? = nil
  ) -> PreparedRequest {
    let body = body ?? self.body
    let method = method ?? self.method ?? (body == nil ? "GET" : "POST")
    let id = RequestID(
      url: url.text, user: url.credentials?.user, method: method, headers: own, body: body)
    return PreparedRequest(
      id: id, url: url, method: method, headers: common(for: url).overridden(by: own),
      body: body)
  }

  private func common(for url: WebURL) -> [HeaderField] {
    hostHeaders.isEmpty ? headers : headers.overridden(by: hostHeaders.fields(for: url))
  }
}
