/// A host as URLs of it have it, so that one host has one name however it was written: in lower case,
/// an international name in its ASCII form (RFC 5891), without the dot that may end a name, an IPv6
/// address in the form of RFC 5952 and in brackets.
///
/// ```swift
/// let name = try HostName("Bücher.example")  // xn--bcher-kva.example
/// let address = try HostName("::1")  // [::1]
/// ```
public struct HostName: Hashable, Sendable, CustomStringConvertible {
  /// As it stands in URLs.
  package let text: String

  /// Reads a name or an address.
  ///
  /// - Parameter text: in any case, or international; IPv6 with or without its brackets. No port.
  /// - Throws: ``InvalidRequest`` when no URL has such a host.
  public init(_ text: String) throws(InvalidRequest) {
    guard let host = FetchableURL.host(text) else {
      throw InvalidRequest(reason: "no URL has such a host")
    }
    self.text = host
  }

  /// The host as it stands in URLs.
  public var description: String { text }
}
