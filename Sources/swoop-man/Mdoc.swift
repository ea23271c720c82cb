/// Text in the language of man pages (mdoc(7)).
enum Mdoc {
  private static let width = 78

  /// A text's lines: each sentence begins one, as mdoc(7) wants it.
  static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      let isEnd = line.hasSuffix(".") && !line.hasSuffix("..")
      let isNewSentence = isEnd && word.first.map { $0.isUppercase || $0 == "(" } == true
      if !line.isEmpty, isNewSentence || line.utf8.count + word.utf8.count >= width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? "" : " "
      line += escaping(String(word))
    }
    return (lines + [line]).map(protecting)
  }

  /// A text as the arguments of a macro that takes a line of them.
  static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).map { escaping(String($0)) }.joined(separator: " ")
  }

  /// A word as it is; an option has minus signs, which can be copied, and is not broken.
  static func escaping(_ word: String) -> String {
    let escaped = word.replacing("\\", with: "\\e")
    let isOption = word.first { !"(\"'".contains($0) } == "-"
    return isOption ? "\\%" + escaped.replacing("-", with: "\\-") : escaped
  }

  /// The argument of a macro.
  static func argument(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .replacing("\"", with: "\\(dq")
    return escaped.contains(" ") ? "\"\(escaped)\"" : escaped
  }

  /// A line that is no request, whatever it begins with.
  private static func protecting(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }
}
