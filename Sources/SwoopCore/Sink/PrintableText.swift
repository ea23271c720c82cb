/// Text from outside, made fit for a terminal and for one line.
public enum PrintableText {
  /// Replaces control characters, C1 included, line and paragraph ends, and the marks that change the
  /// direction of text (Unicode annex 9), by `\u{1b}` and the like.
  public static func escaping(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.map { scalar in
      isUnsafe(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }.joined()
  }

  static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x206F: true
    default: false
    }
  }
}
