/// Takes userinfo out of texts before they are printed or stored.
package enum Redaction {
  /// A text that is no URL: where userinfo would end is not known, so all before the last `@` goes.
  package static func invalid(_ text: String) -> String {
    let at = text.lastIndex(of: "@").map { $0..<text.index(after: $0) }
    // An encoded one may be what made the text invalid.
    guard let at = at ?? text.ranges(of: "%40").last else { return text }
    let rest = text[at.upperBound...]
    guard let scheme = text.firstRange(of: "://"), scheme.upperBound <= at.lowerBound else {
      return "***@" + rest
    }
    return String(text[..<scheme.upperBound] + "***@" + rest)
  }

  /// The beginning of a text whose end is not known: no more than its scheme can be shown.
  static func beginning(of text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return "..." }
    return String(text[..<scheme.upperBound] + "...")
  }
}
