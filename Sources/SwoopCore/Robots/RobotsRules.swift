/// The rules of a `robots.txt` that are meant for one agent (RFC 9309 section 2.2). Pure.
struct RobotsRules: Sendable {
  /// A line that names a path.
  struct Rule: Sendable {
    let allows: Bool
    /// From 1.
    let line: Int32
    /// Where its pattern is among the octets of all.
    fileprivate let start: Int32
    fileprivate let count: Int32
  }

  /// Bytes of a file that are read; what comes after is not (section 2.5).
  static let longest = 500 << 10

  /// The patterns, one after the other: small ones may be many.
  private let octets: [UInt8]
  /// The longest first, and of those as long, those that allow.
  private let rules: [Rule]
  /// How long to wait from one request to the next, where it is said. No standard has it.
  let crawlDelay: Duration?

  /// Bytes that it takes to remember.
  var size: Int { octets.count + rules.count * MemoryLayout<Rule>.stride }

  /// What decides about a path.
  enum Decision {
    /// No rule does, which allows it.
    case none
    case rule(Rule)
    /// That would take too long to find out, which does not allow it.
    case tooMuchWork
  }

  /// The most specific rule decides, the one with the most octets, and where an equivalent one allows the
  /// path, that one (section 2.2.2).
  ///
  /// - Parameter work: to which the octets that were looked at are added.
  func decision(on path: RobotsPath, work all: inout Int) -> Decision {
    guard !path.isOfRules else { return .none }
    var work = 0
    defer { all += work }
    return octets.withUnsafeBufferPointer { octets in
      path.octets.withUnsafeBufferPointer { path in
        for rule in rules {
          work += RobotsRules.workOfRule
          let pattern = octets[Int(rule.start)..<Int(rule.start + rule.count)]
          let isMatch = RobotsPattern(octets: UnsafeBufferPointer(rebasing: pattern))
            .matches(path, work: &work)
          if isMatch { return .rule(rule) }
          guard work <= RobotsRules.mostWork else { return .tooMuchWork }
        }
        return .none
      }
    }
  }

  /// Octets that may be looked at for one path: a thousand rules with stars, on a path of 130. The time that
  /// takes is everybody's, and one file may have tens of thousands of such rules.
  private static let mostWork = 128 << 10

  /// What a rule takes before its first octet is looked at, in octets.
  private static let workOfRule = 2

  /// Why a path may not be asked for; nil: it may.
  func refusal(of path: RobotsPath) -> FetchError? {
    var work = 0
    return refusal(of: path, work: &work)
  }

  /// - Parameter work: to which the octets that were looked at are added.
  func refusal(of path: RobotsPath, work: inout Int) -> FetchError? {
    switch decision(on: path, work: &work) {
    case .none: nil
    case .rule(let rule) where rule.allows: nil
    case .rule(let rule):
      FetchError(.robots, "robots.txt disallows it in line \(rule.line): \(text(of: rule))")
    case .tooMuchWork:
      FetchError(.robots, "robots.txt has more rules than can be tried on a path so long")
    }
  }

  /// The rule as it could be written, in printable ASCII.
  private func text(of rule: Rule) -> String {
    let pattern = octets[Int(rule.start)..<Int(rule.start + rule.count)]
    let shown = String(decoding: pattern.prefix(RobotsRules.shown), as: UTF8.self)
    return (rule.allows ? "Allow: " : "Disallow: ") + shown
      + (pattern.count > RobotsRules.shown ? "..." : "")
  }

  /// Octets of a pattern that are shown.
  private static let shown = 100
}

extension RobotsRules {
  /// Gathers the rules of a group's agents.
  struct Builder {
    private var octets: [UInt8] = []
    private var rules: [Rule] = []
    private var crawlDelay: Duration?

    mutating func append(_ pattern: RobotsPath, allows: Bool, line: Int) {
      let (start, count) = (Int32(octets.count), Int32(pattern.octets.count))
      octets += pattern.octets
      rules.append(Rule(allows: allows, line: Int32(line), start: start, count: count))
    }

    /// Where there are several delays, the longest holds.
    mutating func delay(_ delay: Duration) {
      crawlDelay = max(crawlDelay ?? .zero, delay)
    }

    /// To be called once.
    consuming func build() -> RobotsRules {
      rules.sort { one, other in
        let (first, second) = (one.allows ? 0 : 1, other.allows ? 0 : 1)
        return (-one.count, first, one.line) < (-other.count, second, other.line)
      }
      return RobotsRules(octets: octets, rules: rules, crawlDelay: crawlDelay)
    }
  }
}
