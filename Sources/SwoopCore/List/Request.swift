import Curl

/// One request as it is to be sent.
struct Request: Hashable, Sendable {
  var url: WebURL
  var method: String
  var headers: [HeaderField]
  var body: [UInt8]?
}

/// A request that can't be sent as it was asked for.
public struct InvalidRequest: Error, Sendable, CustomStringConvertible {
  /// A clause for people that quotes no value.
  public let reason: String

  public var description: String { reason }
}
