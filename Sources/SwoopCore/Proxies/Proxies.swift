/// Several proxies that requests are sent through, one of them each.
///
/// ```swift
/// let file = "http://10.0.0.1:3128\nsocks5://10.0.0.2:1080 cap=8\n"
/// var proxies = try Proxies(parsing: Array(file.utf8))
/// proxies.rotation = .request
/// options.attempt.proxies = proxies
/// ```
///
/// One that can't be reached, or does not do as proxies do, rests: for about a second at first, for up to
/// ``RetryPolicy/longestWait`` in the end. Then one request finds out whether it is well again. What it has failed goes
/// through another, which is no attempt of the entry.
public struct Proxies: Sendable {
  /// How a request comes by its proxy.
  public enum Rotation: String, CaseIterable, Sendable {
    /// By its host: all requests to a host go through the same proxy while that is well.
    case host
    /// By the load: each goes through one of those that have the fewest in flight.
    case request
  }

  /// One of them.
  public struct Member: Sendable {
    /// What requests are sent through.
    public var proxy: Proxy
    /// Requests in flight at once, from 1; nil: as ``Proxies/cap`` says.
    public var cap: Int?

    /// A proxy, with a cap of its own or without.
    public init(_ proxy: Proxy, cap: Int? = nil) {
      self.proxy = proxy
      self.cap = cap
    }
  }

  /// At least one, or requests are sent without.
  public var members: [Member]
  /// How a request comes by its proxy. Default: by its host.
  public var rotation = Rotation.host
  /// Requests in flight at once through each, from 1; nil, the default: any number.
  public var cap: Int?
  /// Failures in a row of every one of them, from 1, after which what waits fails as
  /// ``FetchError/Kind/proxy``; nil: never. Default: 10.
  public var failures: Int? = 10

  /// These, by host, without caps.
  public init(_ members: [Member]) {
    self.members = members
  }

  /// Requests in flight at once through one of them.
  func cap(of index: Int) -> Int { max(1, members[index].cap ?? cap ?? .max) }
}
