/// What a terminal would show: text, line feeds, the control functions that swoop uses (ECMA-48: CR, LF,
/// CUU, EL, ED, SGR), and lines that wrap and are wrapped anew when its width changes.
struct ScreenEmulator {
  private struct Row {
    var cells: [Character] = []
    /// Whether the next row goes on with this one.
    var wraps = false
  }

  private(set) var width: Int
  private let height: Int
  /// All rows, those that have scrolled out of sight first.
  private var rows = [Row()]
  private var row = 0
  private var column = 0
  private var sequence: String?
  private(set) var hasColors = false
  /// Whether the program is in the middle of a change.
  private(set) var isHeld = false
  /// Control sequences that it does not know.
  private(set) var unknown: [String] = []

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Each line from the first one on, whole however it is wrapped, without blanks at its end.
  var lines: [String] {
    var lines: [String] = []
    var line = ""
    for row in rows {
      line += String(row.cells)
      guard !row.wraps else { continue }
      while line.last == " " { line.removeLast() }
      lines.append(line)
      line = ""
    }
    if !line.isEmpty { lines.append(line) }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Whether a line takes more than one row.
  var isWrapped: Bool { rows.contains(where: \.wraps) }

  mutating func feed(_ text: String) {
    for scalar in text.unicodeScalars { take(Character(scalar)) }
  }

  /// Joins what was wrapped, and wraps it anew, as most terminals do.
  mutating func resize(to width: Int) {
    var wrapped: [Row] = []
    var line: [Character] = []
    var (newRow, newColumn) = (0, 0)
    for (index, old) in rows.enumerated() {
      if index == row {
        let place = line.count + column
        (newRow, newColumn) = (wrapped.count + place / width, place % width)
      }
      line += old.cells
      guard !old.wraps else { continue }
      while line.last == " " { line.removeLast() }
      repeat {
        wrapped.append(Row(cells: Array(line.prefix(width)), wraps: line.count > width))
        line = Array(line.dropFirst(width))
      } while !line.isEmpty
    }
    self.width = width
    rows = wrapped
    (row, column) = (min(newRow, rows.count - 1), newColumn)
  }

  private mutating func take(_ character: Character) {
    if let begun = sequence { return go(on: begun, character) }
    switch character {
    case "\u{1B}": sequence = ""
    case "\r": column = 0
    case "\n": feedLine()
    default:
      if column == width {
        rows[row].wraps = true
        feedLine()
        column = 0
      }
      while rows[row].cells.count <= column { rows[row].cells.append(" ") }
      rows[row].cells[column] = character
      column += 1
    }
  }

  private mutating func feedLine() {
    row += 1
    if row == rows.count { rows.append(Row()) }
  }

  private mutating func go(on begun: String, _ character: Character) {
    guard !begun.isEmpty, ("@"..."~").contains(character) else {
      sequence = begun + String(character)
      return
    }
    sequence = nil
    control(begun.dropFirst(), character)
  }

  private mutating func control(_ parameters: Substring, _ function: Character) {
    switch (function, parameters) {
    case ("A", _):
      let top = max(0, rows.count - height)
      row = max(top, row - (Int(parameters) ?? 1))
    case ("K", ""), ("K", "0"):
      rows[row].cells = Array(rows[row].cells.prefix(column))
      rows[row].wraps = false
    case ("J", ""), ("J", "0"):
      rows[row].cells = Array(rows[row].cells.prefix(column))
      rows[row].wraps = false
      // They stay as empty rows: what is below the cursor on a screen does not go away.
      for index in rows.indices where index > row { rows[index] = Row() }
    case ("m", _): hasColors = true
    // Synchronized output: nothing is to be shown in between.
    case ("h", "?2026"): isHeld = true
    case ("l", "?2026"): isHeld = false
    default: unknown.append("\(parameters)\(function)")
    }
  }
}
