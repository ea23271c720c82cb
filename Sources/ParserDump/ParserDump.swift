#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that the parser knows of the commands, as `swoop --experimental-dump-help` writes it, in version 0
/// of that format.
package struct ParserDump: Decodable {
  package let command: Command

  /// - Throws: when the text is of another kind.
  package init(json: String) throws {
    self = try JSONDecoder().decode(ParserDump.self, from: Data(json.utf8))
  }

  package struct Command: Decodable {
    package let commandName: String
    package let abstract: String?
    package let discussion: String?
    package let defaultSubcommand: String?
    package let subcommands: [Command]?
    package let arguments: [Argument]?
  }

  package struct Argument: Decodable {
    package let kind: Kind
    package let shouldDisplay: Bool
    package let isRepeating: Bool
    package let sectionTitle: String?
    package let names: [Name]?
    package let valueName: String?
    package let abstract: String?
    package let defaultValue: String?
    package let allValues: [String]?

    package enum Kind: String, Decodable {
      case positional, option, flag
    }

    /// Without dashes; nil: it has none.
    package var longName: String? { names?.first { $0.kind == "long" }?.name }

    /// Likewise.
    package var shortName: Character? { names?.first { $0.kind == "short" }?.name.first }

    /// Whether it switches off what the other switches on.
    package func isOpposite(of other: Argument) -> Bool {
      guard kind == .flag, other.kind == .flag, let name = longName else { return false }
      return other.longName.map { "no-" + $0 == name } ?? false
    }
  }

  package struct Name: Decodable {
    package let kind: String
    package let name: String
  }
}
