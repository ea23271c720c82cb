/// Takes userinfo out of texts before they are printed or stored.
///
/// It looks at bytes: to Swift, an `@` and an accent after it are one character.
package enum Redaction {
  /// A text that is no URL: where userinfo would end is not known, so all before the last `@` goes, or
  /// what some may read as one.
  package static func invalid(_ text: String) -> String {
    // An encoded one may be what made the text invalid.
    let at = ["@", "\u{FF20}", "\u{FE6B}"].compactMap { text.utf8.ranges(of: $0.utf8).last }
      .max { $0.lowerBound < $1.lowerBound }
    guard let at = at ?? text.utf8.ranges(of: "%40".utf8).last else { return text }
    return scheme(of: text[..<at.lowerBound]) + "***@" + text[at.upperBound...]
  }

  /// The beginning of a text whose end is not known: no more than its scheme can be shown.
  static func beginning(of text: String) -> String {
    scheme(of: text[...]) + "..."
  }

  /// The scheme and `://` that a text begins with; empty where something else stands before them.
  private static func scheme(of text: Substring) -> String {
    guard let end = text.utf8.firstRange(of: "://".utf8),
      text.utf8[..<end.lowerBound].allSatisfy(mayBeInScheme)
    else { return "" }
    return String(text[..<end.upperBound])
  }

  /// RFC 3986 section 3.1.
  private static func mayBeInScheme(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}
