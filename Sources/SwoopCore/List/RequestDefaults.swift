import Curl

/// What a request without its own method, headers and body gets.
public struct RequestDefaults: Sendable {
  /// The method (RFC 9110 section 9); nil: GET, or POST with a body.
  public var method: String?
  /// Fields that each request gets, unless it has some of the same name itself.
  public var headers: [HeaderField]
  /// Fields for some hosts, which take the place of those of the same name in `headers`.
  public var hostHeaders = HostHeaders()
  /// What requests prove who sends them with where none of these fields says it. Default: nothing.
  public var credentials = DefaultCredentials()
  /// Whether requests go through a proxy, which can read what is in clear text.
  var goThroughProxy = false
  /// What is sent after the headers; nil: nothing.
  public var body: [UInt8]?

  /// GET, and no headers.
  public init() {
    headers = []
  }

  /// What requests have in common, but for some hosts.
  ///
  /// - Throws: ``InvalidRequest`` when the method is none that can be sent: no token, or CONNECT.
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
    var request = PreparedRequest(
      id: id, url: url, method: method, headers: common(for: url).overridden(by: own),
      body: body)
    authenticate(&request)
    return request
  }

  private func authenticate(_ request: inout PreparedRequest) {
    guard let field = credentials.credentials(for: request.url)?.field,
      !request.headers.contains(where: { $0.has(name: field.name) })
    else { return }
    if credentials.mayGo(to: request.url, throughProxy: goThroughProxy) {
      request.headers.append(field)
    } else {
      request.lacksCredentials = true
    }
  }

  private func common(for url: WebURL) -> [HeaderField] {
    guard !hostHeaders.isEmpty else { return headers }
    return headers.overridden(by: hostHeaders.fields(for: url, throughProxy: goThroughProxy))
  }
}
