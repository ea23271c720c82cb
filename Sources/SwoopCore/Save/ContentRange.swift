/// What part of a representation a 206 response holds (RFC 9110 section 14.4).
struct ContentRange: Equatable {
  let first: Int
  let last: Int
  let total: Int

  /// Reads `bytes FIRST-LAST/TOTAL`; nil for what says less.
  init?(_ text: String) {
    guard let match = text.wholeMatch(of: /(?i:bytes) ([0-9]+)-([0-9]+)\/([0-9]+)/),
      let first = Int(match.1), let last = Int(match.2), let total = Int(match.3),
      first <= last, last < total
    else { return nil }
    self.first = first
    self.last = last
    self.total = total
  }

  /// Whether it is all that was missing.
  func isRest(from offset: Int) -> Bool {
    first == offset && last == total - 1
  }
}
