import ArgumentParser
import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What every request has in common; an entry's own members win.
struct RequestFlags: ParsableArguments {
  @Option(
    name: [.customShort("X"), .long],
    help: ArgumentHelp("The request method (GET, or POST with --data).", valueName: "method"),
    completion: .list(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]))
  var method: String?

  @Option(
    name: [.customShort("H"), .customLong("header")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A request header; may be repeated. Others than harmless ones stay with their origin.",
      valueName: "name: value"))
  var headers: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The request's body, or @FILE to read it from a file. HEAD sends none.", valueName: "text"))
  var data: String?

  @Option(
    name: [.customShort("A"), .long], parsing: .unconditional,
    help: ArgumentHelp("The User-Agent; empty: none.", valueName: "name"))
  var userAgent = RequestFlags.ownName

  private static let ownName = "swoop/\(Version.text)"
  var hasOwnName: Bool { userAgent == RequestFlags.ownName }

  func validate() throws {
    _ = try fields()
    if let method {
      _ = try usage { () throws(InvalidRequest) in try RequestDefaults(method: method) }
    }
    guard !userAgent.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw ValidationError("--user-agent has a control character.")
    }
  }

  func defaults() throws -> RequestDefaults {
    let fields = try fields()
    let body = try body()
    return try RequestDefaults(method: method, headers: fields, body: body)
  }

  /// - Parameter options: that have the robots' agent already, if there is one.
  func apply(to options: inout FetchOptions) {
    options.attempt.userAgent = userAgent.isEmpty ? nil : userAgent
    // Who writes rules for a name looks for it among those who come (RFC 9309 section 2.2.1).
    if let agent = options.robotsAgent, agent != .swoop, hasOwnName {
      options.attempt.userAgent = "\(agent.name) \(userAgent)"
    }
  }

  private func fields() throws -> [HeaderField] {
    try headers.map { text in
      try usage { () throws(InvalidRequest) in try HeaderField(parsing: text) }
    }
  }

  private func usage<Value>(_ body: () throws(InvalidRequest) -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw ValidationError("\(error.reason).")
    }
  }

  /// The file that --data names.
  var dataFile: String? {
    data.flatMap { $0.hasPrefix("@") ? String($0.dropFirst()) : nil }
  }

  private func body() throws -> [UInt8]? {
    guard let path = dataFile else { return data.map { Array($0.utf8) } }
    do {
      return Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      Terminal.complain("--data \(path): it can't be read")
      throw ExitStatus.unreadableInput
    }
  }
}
