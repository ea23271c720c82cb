import Curl

/// A header field of a request (RFC 9110 section 5).
public struct HeaderField: Hashable, Sendable {
  /// A token (RFC 9110 section 5.6.2), in whatever case.
  public let name: String
  /// Without control characters other than tabs.
  public let value: String

  /// Fields that libcurl derives from the request itself: another value would break its framing
  /// (RFC 9112 section 6).
  private static let framing: Set<String> = ["content-length", "transfer-encoding"]

  /// A field as it is to be sent.
  ///
  /// - Throws: ``InvalidRequest`` when the name is no token, the value could end the line, or the
  ///   field is one that frames the message: Content-Length, Transfer-Encoding.
  public init(name: String, value: String) throws(InvalidRequest) {
    guard Token.isValid(name) else {
      throw InvalidRequest(reason: "a header's name has a character that none may have")
    }
    guard value.hasOnly({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw InvalidRequest(reason: "header \(name) has a control character in its value")
    }
    guard !HeaderField.framing.contains(name.lowercased()) else {
      throw InvalidRequest(reason: "header \(name) follows from the body and can't be set")
    }
    self.name = name
    self.value = value
  }

  /// Reads a field as it is typed: `Name: value`. Blanks around the value are left out.
  ///
  /// - Throws: ``InvalidRequest``, likewise, or when there is no colon.
  public init(parsing text: String) throws(InvalidRequest) {
    guard let colon = text.firstIndex(of: ":") else {
      throw InvalidRequest(reason: "a header is written 'Name: value'")
    }
    let value = text[text.index(after: colon)...]
    try self.init(name: String(text[..<colon]), value: value.trimmingBlanks())
  }

  /// Whether only the origin that it was meant for may see it: there is no telling what a custom header
  /// means.
  package var mayBeCredential: Bool { !HeaderField.harmless.contains(name.lowercased()) }

  private static let harmless: Set<String> = [
    "accept", "accept-encoding", "accept-language", "cache-control", "content-encoding",
    "content-language", "content-type", "dnt", "pragma", "range", "user-agent",
  ]

  package func has(name other: String) -> Bool {
    name.lowercased() == other.lowercased()
  }
}

extension [HeaderField] {
  /// These fields, but for those that others have the names of, and the others.
  func overridden(by others: [HeaderField]) -> [HeaderField] {
    others.isEmpty
      ? self : filter { field in !others.contains { $0.has(name: field.name) } } + others
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at its ends.
  func trimmingBlanks() -> String {
    String(decoding: Array(utf8).trimmingBlanks(), as: UTF8.self)
  }
}
