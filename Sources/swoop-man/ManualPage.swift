import ParserDump

/// A man page: a template, and what the definitions say where it has marks.
struct ManualPage {
  let root: ParserDump.Command
  let version: String

  /// Fills a template in. A mark is a line such as `@options fetch@`.
  func text(_ template: String) throws(UnknownMark) -> String {
    var lines: [String] = []
    for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("@"), line.hasSuffix("@") {
        lines += try expand(String(line.dropFirst().dropLast()))
      } else {
        lines.append(String(line))
      }
    }
    return lines.joined(separator: "\n")
  }

  private func expand(_ mark: String) throws(UnknownMark) -> [String] {
    let words = mark.split(separator: " ")
    if mark == "system" { return [".Os swoop \(version)"] }
    guard words.count == 2,
      let command = ([root] + (root.subcommands ?? [])).first(where: {
        $0.commandName == words[1]
      })
    else { throw UnknownMark(text: mark) }
    let isExit = { (paragraph: String) in paragraph.hasPrefix("Exit status: ") }
    switch words[0] {
    case "name": return [".Nd " + Mdoc.line(subject(command.abstract ?? ""))]
    case "abstract": return Mdoc.lines(command.abstract ?? "")
    case "discussion": return paragraphs(command.paragraphs.filter { !isExit($0) })
    case "exit": return paragraphs(command.paragraphs.filter(isExit))
    case "options": return options(command)
    default: throw UnknownMark(text: mark)
    }
  }

  /// A sentence as what follows a name and a dash.
  private func subject(_ sentence: String) -> String {
    let text = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  private func paragraphs(_ texts: [String]) -> [String] {
    Array(texts.map(Mdoc.lines).joined(separator: [".Pp"]))
  }

  /// Lists of options, under the titles that they have in `--help`.
  private func options(_ command: ParserDump.Command) -> [String] {
    let isDefault = command.commandName == root.defaultSubcommand
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && (isDefault || !$0.isCommon)
    }
    var lines: [String] = []
    for group in neighbours(in: arguments, that: { $0.isListed(with: $1) }) {
      if let title = group[0].sectionTitle {
        lines.append(".Ss \(title)")
      } else if group[0].isCommon {
        lines.append(".Ss Other")
      }
      lines.append(".Bl -tag -width Ds")
      for twins in neighbours(in: group, that: { $0.isOpposite(of: $1) }) {
        lines.append(".It " + twins.map(head).joined(separator: " , "))
        lines += Mdoc.lines(twins[0].description)
      }
      lines.append(".El")
    }
    return lines
  }

  private func neighbours(
    in arguments: [ParserDump.Argument],
    that belongTogether: (ParserDump.Argument, ParserDump.Argument) -> Bool
  ) -> [[ParserDump.Argument]] {
    arguments.reduce(into: []) { groups, argument in
      if let last = groups.last?.last, belongTogether(argument, last) {
        groups[groups.count - 1].append(argument)
      } else {
        groups.append([argument])
      }
    }
  }

  /// What an argument is called, with the name of its value.
  private func head(_ argument: ParserDump.Argument) -> String {
    let value = "Ar " + Mdoc.argument(argument.valueName ?? "")
    guard argument.kind != .positional else {
      return value + (argument.isRepeating ? " ..." : "")
    }
    let names = (argument.names ?? []).sorted { $0.kind == "short" && $1.kind != "short" }
    let flags = names.map { name in
      "Fl " + Mdoc.argument(name.kind == "long" ? "-\(name.name)" : name.name)
    }
    return flags.joined(separator: " , ") + (argument.kind == .option ? " " + value : "")
  }

  /// A mark that the template has, and nobody knows.
  struct UnknownMark: Error, CustomStringConvertible {
    let text: String

    var description: String { "the template has an unknown mark: @\(text)@" }
  }
}
