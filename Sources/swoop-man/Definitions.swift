/// What `swoop --experimental-dump-help` writes: all that the parser knows of the commands.
struct Definitions: Decodable {
  let command: Command

  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let defaultSubcommand: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// Parts of the discussion.
    var paragraphs: [String] {
      (discussion ?? "").split(separator: "\n").map(String.init)
    }
  }

  struct Argument: Decodable {
    let kind: String
    let shouldDisplay: Bool
    let isRepeating: Bool
    let sectionTitle: String?
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let allValues: [String]?

    /// As `--help` says it.
    var description: String {
      let values = allValues.map { "values: " + $0.joined(separator: ", ") }
      let notes = [values, defaultValue.map { "default: \($0)" }].compactMap { $0 }
      return [abstract, notes.isEmpty ? nil : "(\(notes.joined(separator: "; ")))"]
        .compactMap { $0 }.joined(separator: " ")
    }

    /// Whether both stand under the same title.
    func isListed(with other: Argument) -> Bool {
      sectionTitle == other.sectionTitle && isCommon == other.isCommon
    }

    /// Whether it switches off what the other switches on.
    func isOpposite(of other: Argument) -> Bool {
      guard kind == "flag", other.kind == "flag", let name = names?.first?.name else {
        return false
      }
      return other.names?.contains { "no-" + $0.name == name } ?? false
    }

    /// Whether each command has it.
    var isCommon: Bool {
      names?.contains { ["help", "version"].contains($0.name) } ?? false
    }
  }

  struct Name: Decodable {
    let kind: String
    let name: String
  }
}
