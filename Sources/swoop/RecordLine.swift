import SwoopCore

/// A record as a line for people: aligned, coloured by class, the URL shortened in the middle.
struct RecordLine {
  var style: TextStyle
  /// Columns of the terminal.
  var width: Int

  private static let outcomeWidth = 9
  private static let timeWidth = 8
  private static let sizeWidth = 10
  /// Columns below which nothing can be said.
  private static let leastNote = 30
  /// Columns that a URL gets, however narrow the terminal.
  private static let leastURL = 24

  func text(_ record: Record) -> String {
    let outcome = record.outcome
    let head =
      style.paint(outcome, color(of: record))
      + String(repeating: " ", count: max(1, RecordLine.outcomeWidth - outcome.count))
    let hasBegun = record.startedAt != nil
    let time = hasBegun ? "\(Figure.milliseconds(record.times.total)) ms" : "-"
    let size = hasBegun ? Figure.size(record.bytes) : "-"
    let figures =
      time.aligned(to: RecordLine.timeWidth + 3) + size.aligned(to: RecordLine.sizeWidth) + "  "
    let taken = max(RecordLine.outcomeWidth, outcome.count + 1) + figures.count
    let room = max(RecordLine.leastURL, width - taken)
    guard let remark = record.remark else {
      return head + figures + RecordLine.shorten(url(of: record), to: room)
    }
    // What is to be said of it comes after the URL, as far as there is room.
    let whole = url(of: record)
    let url = RecordLine.shorten(whole, to: max(room / 2, room - RecordLine.leastNote - 2))
    let left = room - url.count - 2
    guard left >= RecordLine.leastNote else {
      return head + figures + RecordLine.shorten(whole, to: room)
    }
    // The reason is worth more than the place.
    let both = PrintableText.escaping("\(remark) (\(record.source))")
    let note =
      both.count <= left ? both : RecordLine.shorten(PrintableText.escaping(remark), to: left)
    return head + figures + url + "  " + style.paint(note, .dim)
  }

  private func color(of record: Record) -> TextStyle.Color {
    guard let error = record.error else {
      return (record.status ?? 0) < 300 ? .green : .cyan
    }
    switch error.kind {
    case .duplicate: return .dim
    case .httpStatus where (record.status ?? 0) < 500: return .yellow
    default: return .red
    }
  }

  /// In ASCII, so that each character takes one column.
  private func url(of record: Record) -> String {
    if record.url.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return record.url }
    if record.redirects == 0, let url = record.finalURL { return url }
    return PrintableText.escaping(record.url)
  }

  /// The beginning, which names the host, and the end, which tells it from its neighbours.
  static func shorten(_ text: String, to width: Int) -> String {
    guard text.count > width, width > 3 else { return text }
    let kept = width - 3
    let end = kept / 2
    return "\(text.prefix(kept - end))...\(text.suffix(end))"
  }
}
