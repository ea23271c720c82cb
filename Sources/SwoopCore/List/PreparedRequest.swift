import Curl

/// One request as it is to be sent.
struct PreparedRequest: Hashable, Sendable {
  /// Names the entry's own request; the target of its redirect keeps it.
  let id: RequestID
  var url: WebURL
  var method: String
  var headers: [HeaderField]
  var body: [UInt8]?
  /// Whether there are credentials for it that do not go in clear text.
  var lacksCredentials = false
  /// What the entry asks of its body; a redirect's target keeps it.
  var terms = BodyTerms()
  /// What an earlier run got; a redirect's target keeps it.
  var earlier: EarlierResponse?
  /// Whether it is enough to be told that this has not changed.
  var changeWillDo = false
}

extension PreparedRequest {
  /// Names the entry: its request, and what it asks of the body.
  var entryID: RequestID {
    terms == BodyTerms() ? id : RequestID(id, terms)
  }
}

/// What an entry asks of its body.
struct BodyTerms: Hashable, Sendable {
  /// Where it is to be saved, in place of the path that follows from the request.
  var path: SavePath?
  /// What its digest must be.
  var digest: ContentDigest?
}

/// A request that can't be sent as it was asked for.
public struct InvalidRequest: Error, Sendable, CustomStringConvertible {
  /// A clause for people that quotes no value.
  public let reason: String

  /// The reason.
  public var description: String { reason }
}
