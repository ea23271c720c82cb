/// What a request proves with who sends it: an `Authorization` field (RFC 9110 section 11.6.2).
///
/// ```swift
/// let ada = try Credentials.basic(user: "ada", password: "lovelace")
/// let token = try Credentials.bearer("mF_9.B5f-4.1JqM")
/// ```
public struct Credentials: Hashable, Sendable, CustomStringConvertible {
  let field: HeaderField

  private init(scheme: String, _ value: String) throws(InvalidRequest) {
    field = try HeaderField(name: "Authorization", value: "\(scheme) \(value)")
  }

  /// A name and a password, which go as UTF-8 (RFC 7617).
  ///
  /// - Throws: ``InvalidRequest`` when the name has a colon, or either has control characters.
  public static func basic(
    user: String, password: String
  ) throws(InvalidRequest) -> Credentials {
    guard !user.utf8.contains(UInt8(ascii: ":")) else {
      throw InvalidRequest(reason: "a user's name can't have a colon")
    }
    let isFit: (UInt8) -> Bool = { $0 >= 0x20 && $0 != 0x7F }
    guard user.hasOnly(isFit), password.hasOnly(isFit) else {
      throw InvalidRequest(reason: "a user's name or password has a control character")
    }
    var value: [UInt8] = []
    Base64.append(Array("\(user):\(password)".utf8), to: &value)
    return try Credentials(scheme: "Basic", String(decoding: value, as: UTF8.self))
  }

  /// Reads `NAME:PASSWORD`.
  package static func basic(parsing text: String) throws(InvalidRequest) -> Credentials {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      throw InvalidRequest(reason: "a name and a password have a colon between them")
    }
    return try basic(
      user: String(text[..<colon]), password: String(text[text.utf8.index(after: colon)...]))
  }

  /// A bearer token (RFC 6750 section 2.1).
  ///
  /// - Throws: ``InvalidRequest`` when it is empty, or has anything but visible ASCII.
  public static func bearer(_ token: String) throws(InvalidRequest) -> Credentials {
    // The RFC's letters are fewer, and tokens that are about have others.
    guard !token.isEmpty, token.hasOnly({ (0x21...0x7E).contains($0) }) else {
      throw InvalidRequest(reason: "a token is visible ASCII, without blanks")
    }
    return try Credentials(scheme: "Bearer", token)
  }

  /// Nothing of them: they are secret.
  public var description: String { "***" }
}
