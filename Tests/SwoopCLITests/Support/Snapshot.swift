import Foundation
import Testing

/// Compares a text with the file of that name in `Snapshots`, or makes it that file's contents where
/// `SWOOP_UPDATE_SNAPSHOTS` is 1.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = testFolder.appending(path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["SWOOP_UPDATE_SNAPSHOTS"] == "1" {
    try Data(text.utf8).write(to: file)
    Issue.record("wrote \(file.path)", severity: .warning, sourceLocation: sourceLocation)
    return
  }
  let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  guard text != expected else { return }
  let (new, old) = (text.components(separatedBy: "\n"), expected.components(separatedBy: "\n"))
  let line = zip(new, old).prefix { $0 == $1 }.count
  func quoted(_ lines: [String]) -> String {
    line < lines.count ? lines[line].debugDescription : "the end"
  }
  Issue.record(
    """
    \(name) differs from line \(line + 1) on: expected \(quoted(old)), got \(quoted(new)). If that is as it \
    should be: SWOOP_UPDATE_SNAPSHOTS=1 swift test --filter SnapshotTests
    """, sourceLocation: sourceLocation)
}

/// The path of a file that tests read.
func fixture(_ name: String) -> String {
  testFolder.appending(path: "Fixtures/\(name)").path
}

private let testFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent()
