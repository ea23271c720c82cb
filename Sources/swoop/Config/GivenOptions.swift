/// What a command line says of options, taken apart as the parser does it.
struct GivenOptions {
  /// The values of each option by its long name, in their order; of a flag, `true` or `false`.
  private(set) var values: [String: [String]] = [:]
  let arguments: [String]

  init(_ arguments: [String], _ catalog: OptionCatalog) {
    self.arguments = arguments
    var rest = arguments[...]
    while let word = rest.popFirst(), word != "--" {
      if word.hasPrefix("--") {
        addLong(word.dropFirst(2), &rest, catalog)
      } else if word.hasPrefix("-") {
        addShort(word.dropFirst(), &rest, catalog)
      }
    }
  }

  func contains(_ option: String) -> Bool { values[option] != nil }

  /// Whether a flag is there, and its opposite not after it.
  func isOn(_ flag: String) -> Bool { values[flag]?.last == "true" }

  private mutating func addLong(
    _ word: Substring, _ rest: inout ArraySlice<String>, _ catalog: OptionCatalog
  ) {
    if let equals = word.firstIndex(of: "=") {
      let value = String(word[word.index(after: equals)...])
      // For an empty one the parser takes the next word.
      add(word[..<equals], value.isEmpty ? rest.popFirst() : value)
    } else if let option = catalog[word] {
      add(word, option.isFlag ? "true" : rest.popFirst())
    } else if word.hasPrefix("no-") {
      add(word.dropFirst("no-".count), "false")
    }
  }

  private mutating func addShort(
    _ word: Substring, _ rest: inout ArraySlice<String>, _ catalog: OptionCatalog
  ) {
    let letters = word.prefix { $0 != "=" }
    for (index, letter) in zip(letters.indices, letters) {
      guard let option = catalog[letter] else { continue }
      let isLast = letters.index(after: index) == letters.endIndex
      let joined =
        isLast && letters.endIndex != word.endIndex
        ? String(word[word.index(after: letters.endIndex)...]) : nil
      add(Substring(option.name), option.isFlag ? "true" : joined ?? rest.popFirst())
    }
  }

  private mutating func add(_ name: Substring, _ value: String?) {
    guard let value else { return }
    values[String(name), default: []].append(value)
  }
}
