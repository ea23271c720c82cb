import Curl

/// Header fields that requests to some hosts get.
///
/// What may be a credential goes over TLS or loopback alone, unless it is said that it may go in clear text:
/// a list may hold an http URL of any host. No redirect from another origin brings it out, either.
/// Fields such as Accept, Accept-Language and User-Agent are known to be no credentials; all others may be.
public struct HostHeaders: Sendable {
  private struct Field {
    let field: HeaderField
    let mayGoInClearText: Bool
  }

  private var fields: [String: [Field]] = [:]

  /// None, for any host.
  public init() {}

  var isEmpty: Bool { fields.isEmpty }

  /// Adds a field to the requests for a host, at any port.
  ///
  /// - Parameters:
  ///   - field: takes the place of those of its name in ``RequestDefaults/headers``; those of a request's
  ///     own take its place.
  ///   - host: the one that gets it.
  ///   - inClearText: whether it goes over plain http, too, even if it may be a credential.
  public mutating func add(_ field: HeaderField, to host: HostName, inClearText: Bool = false) {
    fields[host.text, default: []].append(Field(field: field, mayGoInClearText: inClearText))
  }

  /// What an entry's own request gets.
  func fields(for url: WebURL, throughProxy: Bool = false) -> [HeaderField] {
    let isInClearText = url.isInClearText(throughProxy: throughProxy)
    return fields[url.hostName, default: []].lazy
      .filter { !isInClearText || $0.mayGoInClearText || !$0.field.mayBeCredential }.map(\.field)
      // A URL's userinfo is the entry's own.
      .filter { url.credentials == nil || !$0.has(name: "Authorization") }
  }

  /// What the target of another origin's redirect gets: none of what may be a credential.
  func fields(afterRedirectTo url: WebURL) -> [HeaderField] {
    fields[url.hostName, default: []].lazy.map(\.field).filter { !$0.mayBeCredential }
  }
}
