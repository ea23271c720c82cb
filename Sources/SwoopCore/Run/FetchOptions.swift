/// All that a run is told, fixed before it starts.
public struct FetchOptions: Sendable {
  public var mode: Mode
  /// Transfers in flight at once, from 1; in threads mode also the pool's size.
  public var concurrency = 64
  /// Transfers in flight at once to one host; 0: no cap.
  public var perHost = 8
  /// Redirects followed in one attempt; 0: none.
  public var maxRedirects = 10
  /// Whether each distinct request is fetched once.
  public var isUnique = false
  /// Entries between the list and their records at a time: how far reading runs ahead.
  public var window = 20_000
  /// What requests have in common.
  public var defaults: RequestDefaults
  public var attempt = AttemptOptions()

  public init(mode: Mode = .async, defaults: RequestDefaults) {
    self.mode = mode
    self.defaults = defaults
  }

  var limits: Frontier.Limits {
    Frontier.Limits(
      concurrency: concurrency, perHost: perHost == 0 ? nil : perHost, maxRedirects: maxRedirects)
  }
}
