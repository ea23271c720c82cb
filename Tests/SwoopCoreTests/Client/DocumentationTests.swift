import Foundation
import Testing

/// What the documentation shows is what is compiled.
@Suite struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let articles = [
    "NothingIsLost", "SafeOnHostileServers", "PoliteToHosts", "FastAndSmall",
  ]

  @Test func `every example is compiled`() throws {
    let compiled = lines(
      of: try text(
        Self.root.appending(path: "Tests/SwoopCoreTests/Client/DocumentedExamples.swift")))
    var count = 0
    for file in try files() + [Self.root.appending(path: "README.md")] {
      for example in examples(in: try text(file)) {
        count += 1
        #expect(
          compiled.firstRange(of: example) != nil,
          "not compiled, in \(file.lastPathComponent): \(example.joined(separator: "\n"))")
      }
    }
    #expect(count >= 17)
  }

  @Test func `every public symbol is documented`() throws {
    var count = 0
    for file in try files() where file.pathExtension == "swift" {
      for (declaration, isDocumented) in declarations(in: try text(file)) {
        count += 1
        #expect(isDocumented, "not documented, in \(file.lastPathComponent): \(declaration)")
      }
    }
    #expect(count >= 300)
  }

  @Test(arguments: articles)
  func `each promise has an article with an example`(name: String) throws {
    let article = try text(Self.root.appending(path: "Sources/SwoopCore/SwoopCore.docc/\(name).md"))
    #expect(!examples(in: article).isEmpty)
  }

  private func files() throws -> [URL] {
    let core = Self.root.appending(path: "Sources/SwoopCore")
    let paths = try FileManager.default.subpathsOfDirectory(
      atPath: core.path(percentEncoded: false))
    return paths.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".md") }.map {
      core.appending(path: $0)
    }
  }

  private func text(_ file: URL) throws -> String {
    try String(contentsOf: file, encoding: .utf8)
  }

  /// What is public, cases of public enums included, and whether a comment stands right above it; there
  /// may be attributes in between.
  private func declarations(in text: String) -> [(line: String, isDocumented: Bool)] {
    var declarations: [(line: String, isDocumented: Bool)] = []
    var isDocumented = false
    /// The indentation of the public enums that a line is in.
    var enums: [Int] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let code = line.drop { $0 == " " }
      let indentation = line.count - code.count
      if code.hasPrefix("}"), indentation == enums.last { enums.removeLast() }
      let isCase =
        indentation - 2 == enums.last
        && (code.hasPrefix("case ") || code.hasPrefix("indirect case "))
      if isCase || code.hasPrefix("public ") {
        declarations.append((String(code), isDocumented))
      }
      if code.hasPrefix("public "), code.contains(" enum "), !code.hasSuffix("}") {
        enums.append(indentation)
      }
      isDocumented = code.hasPrefix("///") || isDocumented && code.hasPrefix("@")
    }
    return declarations
  }

  /// What stands in fences, in an article or in comments.
  private func examples(in text: String) -> [[String]] {
    var examples: [[String]] = []
    var current: [String]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = line.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("///") {
        line = line.dropFirst(3).trimmingCharacters(in: .whitespaces)
      }
      switch (line, current) {
      case ("```swift", nil): current = []
      case ("```", let example?):
        examples.append(example)
        current = nil
      case (_, let example?): current = example + lines(of: line)
      default: break
      }
    }
    return examples
  }

  /// Lines without their indentation; how they are broken is the formatter's choice.
  private func lines(of text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
