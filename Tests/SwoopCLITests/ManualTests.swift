import Foundation
import Testing

/// The man page, as `make install` makes it.
@Suite struct ManualTests {
  private static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private func page(_ template: String = package + "/docs/swoop.1.in") async throws -> Command {
    let generator = Command.binary.path + "-man"
    return try await Command.shell(
      """
      "$swoop" --experimental-dump-help |
        '\(generator)' "$("$swoop" --version)" '\(template)'
      """)
  }

  /// A page's text without its markup.
  private func plain(_ page: String) -> String {
    page.replacing("\\%", with: "").replacing("\\-", with: "-").replacing("\\e", with: "\\")
  }

  @Test(arguments: ["fetch", "compare", "report", "diff"])
  func `the man page has every option of help`(_ name: String) async throws {
    let text = plain(try await page().output)
    let help = try await Command.swoop([name, "--help"]).output
    let options = help.matches(of: #/(?m)^  (?:-\w, )?--([a-z-]+)/#).map(\.1)
    #expect(options.count > 3)
    for option in options { #expect(text.contains("Fl -\(option)"), "\(option)") }
  }

  @Test func `the man page says of them what help says`() async throws {
    let text = words(of: plain(try await page().output))
    let help = words(of: try await Command.swoop(["--help"]).output)
    let dump = try await Command.swoop(["--experimental-dump-help"]).output
    let sentences = dump.matches(of: #/"abstract" : "([^"\\]+)"/#).map { String($0.1) }
    let told = sentences.filter(help.contains)
    #expect(told.count > 30)
    for sentence in told { #expect(text.contains(sentence), "\(sentence)") }
  }

  @Test func `exit statuses are those of help`() async throws {
    let text = try await page().output
    let help = try await Command.swoop(["--help"]).output
    let start = try #require(help.range(of: "Exit status: "))
    let end = try #require(help.range(of: "\n\n", range: start.upperBound..<help.endIndex))
    let told = help[start.upperBound..<end.lowerBound].matches(of: #/\b[0-9]+\b/#).map(\.output)
    let section = try #require(text.components(separatedBy: ".Sh EXIT STATUS\n").last)
    let listed = section.matches(of: #/(?m)^\.It ([0-9]+)$/#).map(\.1)
    #expect(listed == told)
  }

  @Test(.enabled(if: isInstalled("mandoc"), "mandoc is not installed"))
  func `mandoc finds no fault`() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("swoop.1", try await page().output)
    let lint = try await Command.shell("mandoc -T lint -W warning '\(path)'")
    #expect(lint.status == 0, "\(lint.output)\(lint.errors)")
  }

  @Test func `what looks like markup is text`() async throws {
    let folder = try TemporaryFolder()
    let definitions = #"""
      {"command": {"commandName": "swoop", "abstract": ".Sh it's\\n 'a --b-c. (x) and-so."}}
      """#
    let dump = try folder.file("dump.json", definitions)
    let template = try folder.file("template", "@system@\n@abstract swoop@\n@name swoop@")
    let made = try await Command.shell(
      "'\(Command.binary.path)-man' 1.2 '\(template)' <'\(dump)'")
    #expect(
      made.output == #"""
        .Os swoop 1.2
        \&.Sh it's\en 'a \%\-\-b\-c.
        (x) and-so.
        .Nd .Sh it's\en 'a \%\-\-b\-c. (x) and-so
        """#)
  }

  @Test func `a mark that nobody knows is an error`() async throws {
    let folder = try TemporaryFolder()
    let made = try await page(try folder.file("template", ".Sh NAME\n@options fetsch@\n"))
    #expect(made.status != 0)
    #expect(made.output.isEmpty)
    #expect(made.errors.contains("@options fetsch@"))
  }

  private func words(of text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
