import Foundation
import Origin
import Testing

/// What people and programs see, as a whole. `CONTRIBUTING.md` tells how to update it.
@Suite struct SnapshotTests {
  /// None of which may show.
  private static let environment = [
    "COLUMNS": "80", "TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8",
  ]

  private func swoop(_ arguments: [String]) async throws -> Command {
    try await Command.swoop(arguments, environment: SnapshotTests.environment)
  }

  @Test(arguments: ["fetch", "compare", "report", "diff", "shard"])
  func `help`(command: String) async throws {
    let help = try await swoop([command, "--help"])
    #expect(help.status == 0)
    try expectSnapshot(help.output, "help-\(command).txt")
  }

  @Test func `the summary of records for people`() async throws {
    let report = try await swoop(["report", fixture("records.jsonl")])
    #expect(report.status == 0)
    #expect(report.errors == "")
    try expectSnapshot(report.output, "summary.txt")
  }

  @Test func `the summary of records for machines`() async throws {
    let report = try await swoop(["report", fixture("records.jsonl"), "--summary", "json"])
    #expect(report.status == 0)
    #expect(report.output.filter(\.isNewline).count == 1)
    // Lines, so that a change of one member is one in one line.
    try expectSnapshot(report.output.replacing(",\"", with: ",\n\""), "summary.json")
  }

  @Test func `the page of records`() async throws {
    let folder = try TemporaryFolder()
    let report = try await swoop([
      "report", fixture("records.jsonl"), "-o", folder.path + "/page.html",
    ])
    #expect(report.status == 0)
    try expectSnapshot(try folder.text("page.html"), "report.html")
  }

  @Test(arguments: ["async", "threads"])
  func `the terminal after a run`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let paths = ["/text", "/bytes/2000", "/redirect/2", "/status/404", "/truncate/1000"]
      let terminal = try PseudoTerminal(width: 120)
      // One at a time, they end in the list's order.
      let status = try await terminal.swoop(
        paths.map { origin.url($0) }
          + ["http://127.0.0.1:1/", "-m", mode, "-c", "1", "--retries", "0"])
      #expect(status == 1)
      let screen = terminal.lines.filter { !isOptional($0) }.joined(separator: "\n")
        .replacing(origin.url("/"), with: "http://ORIGIN/")
        .replacing("mode \(mode)", with: "mode MODE")
      try expectSnapshot(maskingFigures(screen) + "\n", "terminal.txt")
    }
  }

  /// Phases that are told of only where they took any time.
  private func isOptional(_ line: String) -> Bool {
    line.hasPrefix("  DNS ") || line.hasPrefix("  connect ")
  }

  /// Puts # in place of figures that vary, at the same end of their column where they are in one.
  private func maskingFigures(_ text: String) -> String {
    text.replacing(/\x20{3,}[0-9.]+/) { match in
      String(repeating: " ", count: match.output.count - 1) + "#"
    }.replacing(/[0-9.]+( ms| s\b| MB| threads|\/s)/) { "#\($0.output.1)" }
  }
}
