import ParserDump

extension ParserDump.Command {
  /// Parts of the discussion.
  var paragraphs: [String] {
    (discussion ?? "").split(separator: "\n").map(String.init)
  }
}

extension ParserDump.Argument {
  /// As `--help` says it.
  var description: String {
    let values = allValues.map { "values: " + $0.joined(separator: ", ") }
    let notes = [values, defaultValue.map { "default: \($0)" }].compactMap { $0 }
    return [abstract, notes.isEmpty ? nil : "(\(notes.joined(separator: "; ")))"]
      .compactMap { $0 }.joined(separator: " ")
  }

  /// Whether both stand under the same title.
  func isListed(with other: ParserDump.Argument) -> Bool {
    sectionTitle == other.sectionTitle && isCommon == other.isCommon
  }

  /// Whether each command has it.
  var isCommon: Bool {
    names?.contains { ["help", "version"].contains($0.name) } ?? false
  }
}
