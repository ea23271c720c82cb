import Curl

/// One request as it is to be sent.
struct Request: Hashable, Sendable {
  var url: WebURL
  var method: String
  var headers: [HeaderField]
  var body: [UInt8]?
}

/// A header field of a request (RFC 9110 section 5).
public struct HeaderField: Hashable, Sendable {
  public let name: String
  public let value: String

  /// Fields that libcurl derives from the request itself: another value would break its framing
  /// (RFC 9112 section 6).
  private static let framing: Set<String> = ["content-length", "transfer-encoding"]

  /// - Throws: `InvalidRequest` when the name is no token, the value could end the line, or the
  ///   field is one that frames the message.
  public init(name: String, value: String) throws(InvalidRequest) {
    guard Token.isValid(name) else {
      throw InvalidRequest(reason: "a header's name has a character that none may have")
    }
    guard !value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
      throw InvalidRequest(reason: "header \(name) has a line break or NUL in its value")
    }
    guard !HeaderField.framing.contains(name.lowercased()) else {
      throw InvalidRequest(reason: "header \(name) follows from the body and can't be set")
    }
    self.name = name
    self.value = value
  }

  /// Reads a field as it is typed: `Name: value`.
  public init(parsing text: String) throws(InvalidRequest) {
    guard let colon = text.firstIndex(of: ":") else {
      throw InvalidRequest(reason: "a header is written 'Name: value'")
    }
    let value = text[text.index(after: colon)...]
    try self.init(name: String(text[..<colon]), value: value.trimmingBlanks())
  }

  func has(name other: String) -> Bool {
    name.lowercased() == other.lowercased()
  }
}

/// A request that can't be sent as it was asked for.
public struct InvalidRequest: Error, Sendable, CustomStringConvertible {
  /// A clause for people that quotes no value.
  public let reason: String

  public var description: String { reason }
}

/// What a request without its own method, headers and body gets.
public struct RequestDefaults: Sendable {
  /// nil: GET, or POST with a body.
  public var method: String?
  public var headers: [HeaderField]
  public var body: [UInt8]?

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
  ) -> Request {
    let common = headers.filter { field in !own.contains { $0.has(name: field.name) } }
    let body = body ?? self.body
    return Request(
      url: url,
      method: method ?? self.method ?? (body == nil ? "GET" : "POST"),
      headers: common + own,
      body: body)
  }
}

/// Request methods (RFC 9110 section 9).
enum Method {
  static func validated(_ method: String) throws(InvalidRequest) -> String {
    guard Token.isValid(method) else {
      throw InvalidRequest(reason: "a method is a word such as GET")
    }
    // A tunnel has no response body to fetch (RFC 9110 section 9.3.6).
    guard method != "CONNECT" else {
      throw InvalidRequest(reason: "CONNECT opens a tunnel and fetches nothing")
    }
    return method
  }
}

/// The `token` of RFC 9110 section 5.6.2.
enum Token {
  private static let symbols = Set("!#$%&'*+-.^_`|~".utf8)

  static func isValid(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"):
          true
        default: symbols.contains(byte)
        }
      }
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at its ends.
  func trimmingBlanks() -> String {
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    var bytes = Array(utf8)[...]
    bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
