import Crypto

/// Names a request, the same in each run: 128 bits of a SHA-256 over all that makes it what it is.
///
/// Records carry it, and a resumed run knows by it which entries are done; no two requests that
/// someone made up to collide share one. Passwords are left out, because what is stored can be
/// guessed at, and so are the headers that a run adds to all requests: they may be renewed.
struct RequestID: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// - Parameter bytes: 16 or more.
  private init(_ bytes: some Sequence<UInt8>) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (index, byte) in bytes.prefix(16).enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.high = high
    self.low = low
  }

  /// - Parameter headers: the entry's own.
  init(url: String, user: String?, method: String, headers: [HeaderField], body: [UInt8]?) {
    var hasher = SHA256()
    hasher.update(field: "request")
    hasher.update(field: url)
    hasher.update(field: method)
    if user != nil || !headers.isEmpty || body != nil {
      hasher.update(field: user ?? "")
      hasher.update(number: headers.count)
      for header in headers {
        hasher.update(field: header.name.lowercased())
        hasher.update(field: header.value)
      }
      hasher.update(number: body?.count ?? -1)
      if let body { hasher.update(data: body) }
    }
    self.init(hasher.finalize())
  }

  /// The name of an entry that asks more than a request does.
  init(_ request: RequestID, _ terms: BodyTerms) {
    var hasher = SHA256()
    hasher.update(field: "terms")
    hasher.update(data: request.bytes)
    hasher.update(field: terms.path?.text ?? "")
    hasher.update(field: terms.digest?.text ?? "")
    self.init(hasher.finalize())
  }

  /// The name of an entry that is no request, by what its record says of it.
  init(invalid name: String, _ error: FetchError) {
    var hasher = SHA256()
    hasher.update(field: "invalid")
    hasher.update(field: name)
    hasher.update(field: error.message)
    self.init(hasher.finalize())
  }

  /// Reads what `text` gives.
  init?(_ text: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(of: text), bytes.count == 16 else { return nil }
    self.init(bytes)
  }

  /// 32 hexadecimal digits in lower case.
  var text: String { Hexadecimal.text(of: bytes) }

  var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
  }
}

extension RequestID: Decodable {
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    guard let id = RequestID(try value.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "this is no request's name")
    }
    self = id
  }
}

extension RequestID: Comparable {
  static func < (left: RequestID, right: RequestID) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension SHA256 {
  fileprivate mutating func update(field text: String) {
    update(number: text.utf8.count)
    var text = text
    text.withUTF8 { update(bufferPointer: UnsafeRawBufferPointer($0)) }
  }

  fileprivate mutating func update(number: Int) {
    withUnsafeBytes(of: number.littleEndian) { update(bufferPointer: $0) }
  }
}
