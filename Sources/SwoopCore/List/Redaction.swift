/// Takes userinfo out of texts before they are printed or stored.
package enum Redaction {
  /// A text that is no URL: where userinfo would end is not known, so all before the last `@` goes.
  package static func invalid(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return text }
    let rest = text[text.index(after: at)...]
    guard let scheme = text.firstRange(of: "://"), scheme.upperBound <= at else {
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
