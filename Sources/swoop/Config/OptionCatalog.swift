import ArgumentParser
import ParserDump

/// The options of `swoop fetch`, as the parser knows them.
struct OptionCatalog {
  struct Option: Equatable {
    /// Its long name, without dashes.
    let name: String
    let short: Character?
    let isFlag: Bool
    let isRepeating: Bool
    /// The group that it stands in.
    let section: String
    let defaultValue: String?
  }

  /// A value that an option does not take.
  struct Unsuitable: Error {
    /// A clause that follows the option's name.
    let reason: String
    let line: Int
  }

  /// Those that a file may set, in the order of the help text.
  let settings: [Option]
  private let options: [Option]
  private let byName: [String: Option]

  /// Those that say where settings come from, or are no settings.
  private static let others = ConfigFlags.names.union(["help", "version"])
  /// Those that take several values with commas between them.
  fileprivate static let lists: Set<String> = ["retry-status"]

  init() {
    guard let dump = try? ParserDump(json: Fetch._dumpHelp()) else {
      fatalError("the parser's account of its options is of another kind than 0")
    }
    let arguments = dump.command.arguments ?? []
    options = arguments.filter { argument in !arguments.contains { argument.isOpposite(of: $0) } }
      .compactMap(Option.init)
    settings = options.filter { !OptionCatalog.others.contains($0.name) }
    byName = Dictionary(options.map { ($0.name, $0) }) { first, _ in first }
  }

  /// An option, or a flag, by its long name.
  subscript(_ name: some StringProtocol) -> Option? { byName[String(name)] }

  /// By its short name.
  subscript(_ short: Character) -> Option? { options.first { $0.short == short } }

  /// One that a file may set.
  func setting(_ name: String) -> Option? {
    OptionCatalog.others.contains(name) ? nil : byName[name]
  }

  /// What may help one who wrote a name that is no setting's; a clause after a semicolon, or nothing.
  func hint(for name: String) -> String {
    if byName[name] != nil { return " that a file can set" }
    if name.hasPrefix("no-"), byName[String(name.dropFirst("no-".count))] != nil {
      return "; write \(name.dropFirst("no-".count)) = false"
    }
    let candidates = settings.map { (name: $0.name, distance: $0.name.distance(to: name)) }
    let nearest =
      candidates.first { name.count > 2 && $0.name.hasPrefix(name) }
      ?? candidates.min { $0.distance < $1.distance }.flatMap {
        $0.distance <= max(1, name.count / 3) ? $0 : nil
      }
    return nearest.map { "; did you mean \($0.name)?" } ?? ""
  }
}

extension OptionCatalog.Option {
  /// A file's value in the words of the command line, with their lines.
  func words(
    for value: TOMLDocument.Value
  ) throws(OptionCatalog.Unsuitable) -> [(text: String, line: Int)] {
    let isList = OptionCatalog.lists.contains(name)
    switch value.content {
    case .scalar(let scalar): return [(try word(for: scalar, line: value.line), value.line)]
    case .array(let elements):
      guard isRepeating || isList else {
        throw OptionCatalog.Unsuitable(reason: "takes one value, not an array", line: value.line)
      }
      var words: [(text: String, line: Int)] = []
      for element in elements {
        words.append((try word(for: element.scalar, line: element.line), element.line))
      }
      return isRepeating ? words : [(words.map(\.text).joined(separator: ","), value.line)]
    case .table:
      throw OptionCatalog.Unsuitable(reason: "takes a value, not a table", line: value.line)
    }
  }

  /// Whether a host's table takes a value.
  func checkForHost(
    _ word: (text: String, line: Int)
  ) throws(OptionCatalog.Unsuitable) {
    do throws(HostRule.Setting.Invalid) {
      _ = try HostRule.Setting(name, word.text)
    } catch {
      throw OptionCatalog.Unsuitable(reason: error.reason, line: word.line)
    }
  }

  private func word(
    for scalar: TOMLDocument.Scalar, line: Int
  ) throws(OptionCatalog.Unsuitable) -> String {
    let reason: String
    switch scalar {
    case .boolean(let value) where isFlag: return "\(value)"
    case _ where isFlag: reason = "is true or false"
    case .string(let text) where text.utf8.contains(0): reason = "has a NUL"
    case .string(let text): return text
    case .integer(let number): return "\(number)"
    case .float(let number): return "\(number)"
    case .boolean: reason = "takes a value, not true or false"
    case .other: reason = "takes a text or a number"
    }
    throw OptionCatalog.Unsuitable(reason: reason, line: line)
  }

  fileprivate init?(_ argument: ParserDump.Argument) {
    guard argument.kind != .positional, let name = argument.longName else { return nil }
    self.name = name
    short = argument.shortName
    isFlag = argument.kind == .flag
    isRepeating = argument.isRepeating
    section = argument.sectionTitle ?? ""
    defaultValue = argument.defaultValue
  }
}

extension String {
  /// Letters to be put in, left out or changed to make this text another (Levenshtein).
  fileprivate func distance(to other: String) -> Int {
    let letters = Array(other)
    var row = Array(0...letters.count)
    for (index, letter) in enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in letters.indices {
        let change = diagonal + (letter == letters[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(change, diagonal + 1, row[column] + 1)
      }
    }
    return row[letters.count]
  }
}
