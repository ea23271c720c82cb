/// What is fuzzed, by name. Each has its seeds in Fuzz/Seeds.
enum FuzzTarget {
  typealias Check = @Sendable ([UInt8]) -> Void

  static let all: [String: Check] = [
    "cidr": AddressTarget.check,
    "cookie": CookieTarget.check,
    "gzip": GzipTarget.check,
    "header": HeaderTarget.check,
    "list": ListTarget.check,
    "path": PathTarget.check,
    "record": RecordTarget.check,
    "robots": RobotsTarget.check,
    "size": SizeTarget.check,
    "warc": ArchiveTarget.check,
  ]

  /// The one that the command's first argument names.
  static let chosen = all[CommandLine.arguments[1]]
}

/// Traps unless the condition holds; optimised code would do so without a word for `precondition`.
func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  guard condition else { fatalError(message(), file: file, line: line) }
}

extension [UInt8] {
  /// The texts between line feeds; bytes that are no UTF-8 are replaced.
  var lines: [String] {
    split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

extension String {
  /// To Swift, other spellings of an accent are the same.
  func hasSameBytes(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
