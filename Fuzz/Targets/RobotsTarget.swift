@testable import SwoopCore

/// The input is a robots.txt; its last line is what is asked for.
enum RobotsTarget {
  @Sendable static func check(_ input: [UInt8]) {
    let end = input.lastIndex(of: UInt8(ascii: "\n")) ?? 0
    let (file, last) = (Array(input[..<end]), input[end...].dropFirst())
    let path = RobotsPath(path: last)
    check(path)
    let rules = RobotsRules(parsing: file, for: .swoop)
    let refusal = rules.refusal(of: path)
    if let refusal {
      require(refusal.kind == .robots, "refused as \(refusal.kind)")
      require(refusal.message.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, refusal.message)
    }
    // However lines end, and whoever else is named.
    for lineEnd in ["\r", "\r\n"] where !file.contains(UInt8(ascii: "\r")) {
      let other = file.flatMap { $0 == UInt8(ascii: "\n") ? Array(lineEnd.utf8) : [$0] }
      require(
        other.count > RobotsRules.longest
          || RobotsRules(parsing: other, for: .swoop).refusal(of: path) == refusal,
        "the ends of lines matter")
    }
    require(RobotsRules(parsing: file, for: .swoop).crawlDelay == rules.crawlDelay, "delays differ")
    if let delay = rules.crawlDelay { require(delay >= .milliseconds(1), "a delay of \(delay)") }
    for line in file.split(separator: UInt8(ascii: "\n")).prefix(8) where line.count < 200 {
      compare(RobotsPath(pattern: line), with: path)
    }
  }

  /// Written once, it stays as it is.
  private static func check(_ path: RobotsPath) {
    require(path.octets.first == UInt8(ascii: "/"), "a path that begins otherwise")
    require(path.octets.allSatisfy { (0x21..<0x7F).contains($0) }, "octets of a path")
    require(RobotsPath(path: path.octets[...]).octets == path.octets, "not written alike")
  }

  private static func compare(_ pattern: RobotsPath, with path: RobotsPath) {
    guard path.octets.count < 2000 else { return }
    var work = 0
    let isMatch = pattern.octets.withUnsafeBufferPointer { pattern in
      path.octets.withUnsafeBufferPointer {
        RobotsPattern(octets: pattern).matches($0, work: &work)
      }
    }
    require(isMatch == matches(pattern.octets, path.octets), "a pattern is taken for another one")
    require(work <= pattern.octets.count + path.octets.count, "more than one pass")
  }

  /// Each place of the path that each beginning of the pattern may reach: slow, and plain.
  private static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
    let isAnchored = pattern.last == UInt8(ascii: "$")
    var places: Set = [0]
    for octet in pattern.dropLast(isAnchored ? 1 : 0) {
      if octet == UInt8(ascii: "*") {
        places = Set((places.min() ?? path.count + 1)..<(path.count + 1))
      } else {
        places = Set(places.filter { $0 < path.count && path[$0] == octet }.map { $0 + 1 })
      }
      guard !places.isEmpty else { return false }
    }
    return !isAnchored || places.contains(path.count)
  }
}
