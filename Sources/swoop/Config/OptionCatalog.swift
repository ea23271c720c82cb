import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The options of `swoop fetch`, as the parser knows them.
struct OptionCatalog {
  struct Option: Equatable {
    /// Its long name, without dashes.
    let name: String
    let short: Character?
    let isFlag: Bool
    let isRepeating: Bool
    /// Whether it takes several values with commas between them.
    let isList: Bool
    /// The group that it stands in.
    let section: String
    let defaultValue: String?
  }

  /// Those that a file may set, in the order of the help text.
  let settings: [Option]
  private let options: [Option]
  private let byName: [String: Option]

  /// Those that say where settings come from, or are no settings.
  private static let others = ConfigFlags.names.union(["help", "version"])

  init() {
    let help = Data(Fetch._dumpHelp().utf8)
    let arguments = (try? JSONDecoder().decode(Dump.self, from: help))?.command.arguments ?? []
    var options = arguments.compactMap(Option.init)
    // The other half of an inverted flag.
    let flags = Set(options.filter(\.isFlag).map(\.name))
    options.removeAll { $0.name.hasPrefix("no-") && flags.contains($0.positiveName) }
    settings = options.filter { !OptionCatalog.others.contains($0.name) }
    self.options = options
    byName = Dictionary(options.map { ($0.name, $0) }) { first, _ in first }
  }

  /// An option, or a flag, by its long name.
  subscript(_ name: some StringProtocol) -> Option? { byName[String(name)] }

  /// By its short name.
  subscript(_ short: Character) -> Option? { options.first { $0.short == short } }

  /// Whether a file may set it.
  func isSetting(_ name: String) -> Bool {
    settings.contains { $0.name == name }
  }
}

extension OptionCatalog {
  /// A value that an option does not take.
  struct Unsuitable: Error {
    /// A clause that follows the option's name.
    let reason: String
  }
}

extension OptionCatalog.Option {
  /// A file's value in the words of the command line.
  func words(
    for content: TOMLDocument.Content
  ) throws(OptionCatalog.Unsuitable) -> [String] {
    switch content {
    case .scalar(let scalar): return [try word(for: scalar)]
    case .array(let scalars):
      guard isRepeating || isList else {
        throw OptionCatalog.Unsuitable(reason: "takes one value, not an array")
      }
      var words: [String] = []
      for scalar in scalars { words.append(try word(for: scalar)) }
      return isRepeating ? words : [words.joined(separator: ",")]
    case .table: throw OptionCatalog.Unsuitable(reason: "takes a value, not a table")
    }
  }

  private func word(
    for scalar: TOMLDocument.Scalar
  ) throws(OptionCatalog.Unsuitable) -> String {
    switch scalar {
    case .boolean(let value) where isFlag: return "\(value)"
    case _ where isFlag: throw OptionCatalog.Unsuitable(reason: "is true or false")
    case .string(let text): return text
    case .integer(let number): return "\(number)"
    case .float(let number): return "\(number)"
    case .boolean: throw OptionCatalog.Unsuitable(reason: "takes a value, not true or false")
    case .other: throw OptionCatalog.Unsuitable(reason: "takes a text or a number")
    }
  }

  /// The name of the flag that this one is the opposite of.
  fileprivate var positiveName: String { String(name.dropFirst("no-".count)) }

  fileprivate init?(_ argument: Dump.Argument) {
    guard argument.kind != "positional",
      let name = argument.names?.first(where: { $0.kind == "long" })?.name
    else { return nil }
    self.name = name
    short = argument.names?.first { $0.kind == "short" }?.name.first
    isFlag = argument.kind == "flag"
    isRepeating = argument.isRepeating
    isList = argument.valueName?.hasSuffix(",...") == true
    section = argument.sectionTitle ?? ""
    defaultValue = argument.defaultValue
  }
}

/// What the parser says of a command, in its format's version 0.
private struct Dump: Decodable {
  struct Command: Decodable {
    let arguments: [Argument]?
  }

  struct Argument: Decodable {
    let kind: String
    let names: [Name]?
    let isRepeating: Bool
    let valueName: String?
    let sectionTitle: String?
    let defaultValue: String?
  }

  struct Name: Decodable {
    let kind: String
    let name: String
  }

  let command: Command
}
