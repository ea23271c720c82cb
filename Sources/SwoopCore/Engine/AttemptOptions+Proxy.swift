import Curl

extension AttemptOptions {
  /// Whether anything is sent through a proxy.
  var usesProxies: Bool { proxy != nil || proxies?.members.isEmpty == false }

  /// What a job's exchange goes through; nil: nothing.
  func proxy(for job: Job) -> Proxy? { pooledProxy(for: job) ?? proxy }

  /// Likewise, where it is one of several.
  func pooledProxy(for job: Job) -> Proxy? {
    guard let proxies, !proxies.members.isEmpty else { return nil }
    // Nothing goes past them, whatever happens.
    return proxies.members[job.passage?.proxy ?? 0].proxy
  }

  /// Who looks the name of a job's host up.
  func leavesLookUpToProxy(_ job: Job) -> Bool { proxy(for: job)?.looksUpNames == true }

  /// The `Host` of a request that a proxy forwards, unless the entry has one. On a connection that the proxy has kept,
  /// libcurl writes it as that of an IPv6 address or not by what the connection's first request was for (7.88).
  func hostField(of job: Job) -> [(name: String, value: String)] {
    let (request, url) = (job.request, job.request.url)
    guard proxy(for: job)?.forwards(url) == true,
      !request.headers.contains(where: { $0.has(name: "Host") })
    else { return [] }
    return [("Host", url.port == 80 ? url.host : "\(url.host):\(url.port)")]
  }

  func apply(_ proxy: Proxy?, to transfer: Transfer) throws(CurlError) {
    // An empty proxy switches the environment's off, an empty exception list the environment's too.
    try transfer.easy.set(.proxy, proxy?.text ?? "")
    try transfer.easy.set(.noProxy, "")
    try transfer.easy.set(.suppressConnectHeaders, true)
    guard proxy?.scheme == "https" else { return }
    try transfer.easy.refuseOldTLSOfProxy()
    let trusted = certificates ?? .system
    guard trusted.bundle != nil || trusted.directory != nil else { return }
    try transfer.easy.set(.proxyCertificateBundle, trusted.bundle)
    try transfer.easy.set(.proxyCertificateDirectory, trusted.directory)
  }
}
