extension ProxyPool {
  /// What a request has behind it.
  struct Trials: Sendable {
    /// Proxies that have not come through with it to its host.
    var avoided: [Int] = []
    /// Proxies that its host goes through only for lack of others.
    var shunned: [Int] = []
    /// Whether a proxy has failed it: then it is not for it to find out whether one is well again.
    var hasFailed = false
  }
}
