/// The name that a `robots.txt` knows a program by: its product token (RFC 9309 section 2.2.1).
///
/// ```swift
/// options.robotsAgent = try RobotsAgent("examplebot")
/// ```
///
/// It should be a part of ``AttemptOptions/userAgent``, so that those who see the one can address the other.
public struct RobotsAgent: Sendable {
  /// As it was given; case does not matter.
  public let name: String

  /// A text that is no product token.
  public struct Malformed: Error, Sendable {}

  /// `swoop`.
  public static let swoop = RobotsAgent(known: "swoop")

  /// Reads a product token.
  ///
  /// - Parameter name: letters of ASCII, `_` and `-`; at least one.
  /// - Throws: ``Malformed`` for anything else.
  public init(_ name: String) throws(Malformed) {
    guard !name.isEmpty, name.utf8.allSatisfy(RobotsAgent.isOfToken) else { throw Malformed() }
    self.init(known: name)
  }

  private init(known name: String) {
    self.name = name
  }

  /// Whether a `user-agent` line's value means this agent: what follows the token, such as a version, is
  /// of no account.
  func isMeant(by value: ArraySlice<UInt8>) -> Bool {
    let token = value.prefix(while: RobotsAgent.isOfToken)
    // Of the bytes that this makes the same, only letters are of tokens.
    return token.elementsEqual(name.utf8) { $0 | 0x20 == $1 | 0x20 }
  }

  /// Whether a `user-agent` line's value means whom no other one means.
  static func isMeantForAll(_ value: ArraySlice<UInt8>) -> Bool {
    guard value.first == UInt8(ascii: "*") else { return false }
    return value.dropFirst().first.map { $0 == 0x20 || $0 == 0x09 } ?? true
  }

  private static func isOfToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension RobotsAgent: Hashable {
  /// Whether both are the same name, whatever the case.
  public static func == (one: RobotsAgent, other: RobotsAgent) -> Bool {
    one.isMeant(by: Array(other.name.utf8)[...])
  }

  /// The same for the same name, whatever the case.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name.lowercased())
  }
}
