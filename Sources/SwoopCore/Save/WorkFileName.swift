import Curl

/// The name of an unfinished file, which tells a later run how to go on with it. Pure.
///
/// `ID.SERIAL`, and where a server may be asked for the rest, `ID.SERIAL.URL.SIZE.VALIDATOR`.
struct WorkFileName: Hashable, Sendable {
  /// The request whose body it is.
  let id: RequestID
  let serial: Int
  let origin: PartialOrigin?

  init(_ id: RequestID, serial: Int, _ origin: PartialOrigin?) {
    self.id = id
    self.serial = serial
    self.origin = origin
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let id = RequestID(parts[0]), let serial = Int(parts[1]) else {
      return nil
    }
    let origin = parts.count == 2 ? nil : PartialOrigin(parts[2...])
    guard parts.count == 2 || origin != nil else { return nil }
    self.init(id, serial: serial, origin)
  }

  var text: String {
    "\(id.text).\(serial)" + (origin.map { ".\($0.text)" } ?? "")
  }
}

/// What a partial body is a part of.
struct PartialOrigin: Hashable, Sendable {
  /// The URL that answered, after all redirects.
  let url: RequestID
  /// Bytes in all; nil when the server did not say.
  let size: Int?
  let validator: Validator

  init(url: WebURL, size: Int?, _ validator: Validator) {
    self.url = PartialOrigin.id(of: url)
    self.size = size
    self.validator = validator
  }

  fileprivate init?(_ parts: some Collection<Substring>) {
    let parts = Array(parts)
    guard parts.count == 3, let url = RequestID(parts[0]), parts[1].isEmpty || Int(parts[1]) != nil,
      let validator = Validator(encoded: parts[2])
    else { return nil }
    self.url = url
    size = Int(parts[1])
    self.validator = validator
  }

  fileprivate var text: String {
    "\(url.text).\(size.map(String.init) ?? "").\(validator.encoded)"
  }

  func isPart(of url: WebURL) -> Bool {
    PartialOrigin.id(of: url) == self.url
  }

  private static func id(of url: WebURL) -> RequestID {
    RequestID(url: url.text, user: nil, method: "GET", headers: [], body: nil)
  }
}

/// Names one state of a resource, byte for byte (RFC 9110 section 8.8).
enum Validator: Hashable, Sendable {
  case entityTag(String)
  case lastModified(String)

  /// That of a response, if it is strong. A date counts only where there is no entity tag (RFC 9110
  /// section 13.1.5).
  ///
  /// - Parameter now: seconds since 1970, for responses without a date.
  init?(entityTag: String?, lastModified: String?, date: String?, now: Int) {
    if let entityTag {
      guard entityTag.utf8.count >= 2, entityTag.hasPrefix("\""), entityTag.hasSuffix("\"") else {
        return nil
      }
      self = .entityTag(entityTag)
    } else if let lastModified, let modified = HTTPDate.seconds(lastModified),
      (date.flatMap(HTTPDate.seconds) ?? now) - modified >= 60
    {
      // What was changed within the last minute may be changed again under the same date
      // (RFC 9110 section 8.8.2.2).
      self = .lastModified(lastModified)
    } else {
      return nil
    }
    guard Validator.canBeSent(headerValue.utf8) else { return nil }
  }

  /// Of up to 60 bytes, which as hexadecimal digits in a file's name leave room for the rest of it; and
  /// of ASCII, because other bytes have been replaced.
  private static func canBeSent(_ value: some Collection<UInt8>) -> Bool {
    value.count <= 60 && value.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  /// As `If-Range` takes it (RFC 9110 section 13.1.5).
  var headerValue: String {
    switch self {
    case .entityTag(let text), .lastModified(let text): text
    }
  }

  fileprivate var encoded: String {
    switch self {
    case .entityTag(let text): "e" + Hexadecimal.text(of: text.utf8)
    case .lastModified(let text): "m" + Hexadecimal.text(of: text.utf8)
    }
  }

  fileprivate init?(encoded: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(of: encoded.dropFirst()),
      let text = String(validating: bytes, as: UTF8.self),
      Validator.canBeSent(bytes)
    else { return nil }
    switch encoded.first {
    case "e": self = .entityTag(text)
    case "m": self = .lastModified(text)
    default: return nil
    }
  }
}
