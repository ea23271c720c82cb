import Curl

extension RobotsRules {
  /// Reads a file (RFC 9309 sections 2.1 to 2.2.1); there is none that can't be read.
  ///
  /// The groups that name the agent count, all of them together, or those for `*` where there are none.
  ///
  /// - Parameters:
  ///   - file: of which ``longest`` bytes count.
  ///   - agent: whom the rules are for.
  init(parsing file: [UInt8], for agent: RobotsAgent) {
    var parser = Parser(agent: agent)
    var lines = Lines(file)
    while let line = lines.next() { parser.take(line, number: lines.number) }
    self = parser.rules()
  }

  /// The lines of a file, which end with LF, CR or CR LF.
  private struct Lines {
    private(set) var number = 0
    private var rest: ArraySlice<UInt8>

    init(_ file: [UInt8]) {
      rest = file.prefix(RobotsRules.longest)
      if file.count > rest.count, !Lines.isEnd(file[rest.endIndex]) {
        // Half a pattern would be another one.
        rest = rest.dropLast(rest.reversed().prefix { !Lines.isEnd($0) }.count)
      }
      if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    }

    mutating func next() -> ArraySlice<UInt8>? {
      guard !rest.isEmpty else { return nil }
      number += 1
      let line = rest.prefix { !Lines.isEnd($0) }
      rest = rest[line.endIndex...]
      if rest.popFirst() == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") {
        rest = rest.dropFirst()
      }
      return line
    }

    private static func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
  }

  private struct Parser {
    let agent: RobotsAgent
    private var own: Builder?
    private var common = Builder()
    /// Whom the group in hand is for.
    private var isOwn = false
    private var isCommon = false
    /// Whether the group in hand has a rule, so that the next agent begins another.
    private var hasRule = false

    init(agent: RobotsAgent) {
      self.agent = agent
    }

    func rules() -> RobotsRules { (own ?? common).build() }

    /// Whatever is no record of a known kind, such as a sitemap, ends no group (section 2.2.4).
    mutating func take(_ line: ArraySlice<UInt8>, number: Int) {
      let record = line.prefix { $0 != UInt8(ascii: "#") }
      guard let colon = record.firstIndex(of: UInt8(ascii: ":")) else { return }
      let value = record[(colon + 1)...].trimmingBlanks()
      switch String(decoding: record[..<colon].trimmingBlanks(), as: UTF8.self).lowercased() {
      case "user-agent": take(agent: value)
      case "allow": take(pattern: value, allows: true, line: number)
      case "disallow": take(pattern: value, allows: false, line: number)
      case "crawl-delay":
        if let delay = Parser.delay(value) { forEachBuilder { $0.delay(delay) } }
      default: break
      }
    }

    private mutating func take(agent value: ArraySlice<UInt8>) {
      if hasRule { (isOwn, isCommon, hasRule) = (false, false, false) }
      if agent.isMeant(by: value) {
        isOwn = true
        own = own ?? Builder()
      } else if RobotsAgent.isMeantForAll(value) {
        isCommon = true
      }
    }

    private mutating func take(pattern: ArraySlice<UInt8>, allows: Bool, line: Int) {
      hasRule = true
      // No other pattern matches anything; an empty one is there to say so.
      guard pattern.first == UInt8(ascii: "/") || pattern.first == UInt8(ascii: "*") else { return }
      let pattern = RobotsPath(pattern: pattern)
      forEachBuilder { $0.append(pattern, allows: allows, line: line) }
    }

    /// Those of the agents that the group in hand is for.
    private mutating func forEachBuilder(_ body: (inout Builder) -> Void) {
      if isOwn, var builder = own.take() {
        body(&builder)
        own = builder
      }
      if isCommon { body(&common) }
    }

    private static func delay(_ value: ArraySlice<UInt8>) -> Duration? {
      let text = String(decoding: value, as: UTF8.self)
      guard let seconds = PlainDecimal.parse(text), seconds > 0 else { return nil }
      return .seconds(min(max(delays.lowerBound, seconds), delays.upperBound))
    }

    /// Less is nothing that a rate could be made of, and more is nothing but too long: about 30 years.
    private static let delays = 0.001...1e9
  }
}
