/// What a terminal can show.
struct TextStyle: Hashable {
  enum Color: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
    case dim = 2
  }

  var isColored: Bool
  var isUnicode: Bool

  /// The text in a colour (ECMA-48 section 8.3.117), where there are any.
  func paint(_ text: String, _ color: Color?) -> String {
    guard isColored, let color, !text.isEmpty else { return text }
    return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
  }
}
