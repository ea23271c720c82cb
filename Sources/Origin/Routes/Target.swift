/// A request target taken apart: what the routes look at.
struct Target: Sendable {
  /// The path's parts, percent-decoded, empty ones left out.
  let segments: [String]
  private let query: Substring?

  init(_ uri: String) {
    let target = Self.originForm(of: uri)
    if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
      segments = Self.segments(of: target[..<mark])
      query = target[target.utf8.index(after: mark)...]
    } else {
      segments = Self.segments(of: target)
      query = nil
    }
  }

  /// Path and query of a target, which may be in absolute form as proxies get it.
  static func originForm(of uri: String) -> Substring {
    let uri = uri[...]
    guard uri.utf8.first != UInt8(ascii: "/") else { return uri }
    guard uri.prefix(7).lowercased() == "http://" else { return uri }
    let rest = uri.dropFirst(7)
    let path = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
    return path.map { rest[$0...] } ?? "/"
  }

  /// The query's fields in order, percent-decoded; a field without `=` has an empty value. `+` is
  /// no space here.
  var parameters: [(name: String, value: String)] {
    guard let query else { return [] }
    return query.utf8.split(separator: UInt8(ascii: "&")).map { field in
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else {
        return (percentDecoded(field), "")
      }
      let value = field[field.index(after: equals)...]
      return (percentDecoded(field[..<equals]), percentDecoded(value))
    }
  }

  /// The first value of a field of the query.
  func parameter(_ name: String) -> String? {
    query == nil ? nil : parameters.first { $0.name == name }?.value
  }

  private static func segments(of path: Substring) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map(percentDecoded)
  }
}

/// The text with `%XX` decoded. A `%` that no two hex digits follow stays; invalid UTF-8 is repaired.
func percentDecoded(_ text: Substring.UTF8View) -> String {
  guard text.contains(UInt8(ascii: "%")) else { return String(Substring(text)) }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count)
  var rest = text
  while let byte = rest.popFirst() {
    let digits = rest.prefix(2).compactMap(hexValue)
    if byte == UInt8(ascii: "%"), digits.count == 2 {
      bytes.append(digits[0] << 4 | digits[1])
      rest.removeFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
