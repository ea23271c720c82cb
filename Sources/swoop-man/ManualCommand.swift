import ArgumentParser
import ParserDump

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Writes the man page: `swoop --experimental-dump-help | swoop-man VERSION TEMPLATE`.
@main
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swoop-man",
    abstract: "Fills a man page's template in with what swoop --experimental-dump-help says.")

  @Argument(help: "The version of swoop.") var version: String
  @Argument(help: "The template.") var template: String

  func run() throws {
    var input = ""
    while let line = readLine(strippingNewline: false) { input += line }
    let page = ManualPage(root: try ParserDump(json: input).command, version: version)
    print(try page.text(String(contentsOfFile: template, encoding: .utf8)), terminator: "")
  }
}
