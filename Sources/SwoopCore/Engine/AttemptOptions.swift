import Curl

/// How every attempt is made: times, sizes, HTTP, TLS, proxy, addresses.
///
/// The environment is not looked at: no variable names a proxy or certificates. No cookies are kept but in
/// ``cookies``, and no netrc file is read: what a program has read of one goes into
/// ``RequestDefaults/credentials``.
public struct AttemptOptions: Sendable {
  /// Which HTTP is spoken.
  public enum HTTP: String, CaseIterable, Sendable {
    /// HTTP/1.1 (RFC 9112).
    case http1 = "1.1"
    /// HTTP/2 (RFC 9113) where TLS negotiates it, whatever the version of libcurl; else HTTP/1.1.
    case http2 = "2"
    /// HTTP/2 where TLS negotiates it and libcurl is fit for it (8.1 or newer), else HTTP/1.1.
    case auto

    /// HTTP/2 before libcurl 8.1 reports aborted bodies as complete (curl#10693, #10715).
    var version: HTTPVersion {
      switch self {
      case .http1: .http1
      case .http2: .http2
      case .auto: CurlLibrary.version >= 0x080100 ? .http2 : .http1
      }
    }
  }

  /// One attempt in all, its redirects included, waits for slots excluded. Default: 60 s.
  public var timeout: Duration = .seconds(60)
  /// From an exchange's start until its connection stands, the name's look-up and TLS included.
  /// Default: 10 s.
  public var connectTimeout: Duration = .seconds(10)
  /// Without a byte in either direction; looked at about twice a second. Default: 20 s.
  public var stallTimeout: Duration = .seconds(20)
  /// The `User-Agent` field (RFC 9110 section 10.1.5); nil, the default: none is sent.
  public var userAgent: String?
  /// Several of them, of which each host gets one, in place of ``userAgent``; nil, the default: none.
  public var userAgents: UserAgents?
  /// Where cookies are kept; nil, the default: nowhere, and none are sent.
  public var cookies: Cookies?
  /// Which HTTP is spoken. Default: auto.
  public var http: HTTP = .auto
  /// Whether certificates go unchecked: anyone on the way can be the server then. Default: no.
  public var isInsecure = false
  /// Trusted instead of the system's; nil, the default: the system's are. What the environment names is
  /// ``TrustedCertificates/init(environment:)``.
  public var certificates: TrustedCertificates?
  /// What all requests are sent through; nil, the default: nothing, whatever the environment says.
  public var proxy: Proxy?
  /// Several of which each request is sent through one, whatever ``proxy`` is; nil, the default: none.
  public var proxies: Proxies?
  /// Bytes of a body, decoded, from 0; nil, the default: any number. One that is longer makes its entry
  /// fail as ``FetchError/Kind/tooLarge``.
  public var maxSize: Int?
  /// How many times larger than what was sent a body may become by decoding, from 1, beyond its first
  /// 10 MiB; nil: any number. Default: 200.
  public var maxRatio: Int? = 200
  /// Whether the records of bodies that are not saved have their SHA-256, too.
  /// Default: no.
  public var hashesBodies = false
  /// The longest body, in bytes, decoded, that stands in the JSON record of its entry, whole, from 1 to
  /// ``longestBodyInRecord``; nil, the default: none does. Longer ones are no failure.
  public var bodyInRecord: Int?
  /// Bytes of bodies in memory, in all, from 0; what is more waits in files. Default: 32 MiB. A
  /// ``Fetcher``, which hands bodies over in memory, has fewer requests under way instead, where they
  /// are in records.
  public var bodyMemory = 32 << 20
  /// Which addresses connections are made to; those of proxies are not looked at. Default: all.
  public var addresses = AddressPolicy()
  /// Bytes that are taken from a connection at once, at the most.
  var receiveBuffer = 64 * 1024
  /// Bytes of a large body that are handed to a disk's thread at once.
  var bodyPiece = 64 * 1024
  /// What drives an event loop's transfers; nil: what is cheaper for as many as there may be.
  var driving: MultiHandle.Driving?
  /// Makes a disk slow; blocks.
  var delayDisk: @Sendable () -> Void = {}
  /// How names are looked up; blocks.
  var lookUp: @Sendable (String) -> AddressLookup.Outcome = AddressLookup.system

  /// Bytes of a body that readers of JSON can be expected to take in one line: 85 MiB as base64.
  public static let longestBodyInRecord = 64 << 20

  /// The longest wait for sockets, in milliseconds: stalled transfers are looked for this often.
  static let longestWait: Int32 = 500

  /// The defaults.
  public init() {}

  /// Bytes of a transfer that are handled at once: many where few transfers are to be fast, few where
  /// thousands are to be small.
  static func piece(concurrency: Int) -> Int {
    min(max(pieces.lowerBound, memoryForPieces / concurrency), pieces.upperBound)
  }

  static let pieces = 1024...256 * 1024
  private static let memoryForPieces = 8 << 20
}

extension AttemptOptions {
  /// What is left of the attempt's time after its earlier hops.
  func timeLeft(for job: Job) -> Duration {
    timeout - job.trail.total
  }

  /// Sets all that an exchange needs on a transfer, whatever it was used for before.
  ///
  /// - Parameters:
  ///   - fields: header fields besides the request's own.
  ///   - isLast: whether the connection is of no more use after this, asked when the headers are whole.
  ///   - onBody: takes in the decoded body.
  ///   - wire: sees all that comes and goes; nil: nobody does.
  func apply(
    to transfer: Transfer, _ job: Job, _ destination: Destination,
    fields: [(name: String, value: String)], isLast: @escaping @Sendable () -> Bool,
    onBody: Transfer.OnBody?, wire: (any WireObserver)?
  ) throws(CurlError) {
    var limits = Transfer.Limits(
      stall: stallTimeout, maxRatio: maxRatio, isConnectionsLast: isLast,
      refuses: proxy(for: job) == nil ? refusesAddress : nil)
    limits.decodes = job.request.leavesEncodingOpen
    try transfer.reset(limits: limits, onBody: onBody, wire: wire)
    try applyRequest(job.request, fields + hostField(of: job), to: transfer)
    if let cookies = cookies?.field(for: job, throughProxy: usesProxies) {
      try transfer.set(cookies: cookies)
    }
    let url = job.request.url
    try transfer.set(.init(host: url.host, port: url.port, addresses: destination.addresses))
    try transfer.easy.set(.noSignal, true)
    try transfer.easy.set(.quickExit, true)
    try transfer.easy.set(.protocols, "http,https")
    try transfer.easy.set(.redirectProtocols, "http,https")
    try transfer.easy.set(.followLocation, false)
    try transfer.easy.set(.freshConnect, job.needsNewConnection)
    try transfer.easy.set(.http09Allowed, false)
    try transfer.easy.set(.netrc, 0)
    try transfer.easy.set(.acceptEncoding, job.request.leavesEncodingOpen ? "gzip" : nil)
    try transfer.easy.set(.contentDecoding, false)
    let (timeLeft, lookup) = (timeLeft(for: job), destination.lookup)
    try transfer.easy.set(.timeout, (timeLeft - lookup).curlMilliseconds)
    try transfer.easy.set(.connectTimeout, (connectTimeout - lookup).curlMilliseconds)
    try transfer.easy.set(.bufferSize, receiveBuffer)
    try transfer.easy.set(.uploadBufferSize, 16 * 1024)
    let version = http.version
    try transfer.easy.set(version)
    if version == .http2 { try transfer.easy.set(.waitForMultiplexing, true) }
    if url.scheme == "https" { try applyTrust(to: transfer) }
    try apply(proxy(for: job), to: transfer)
  }

  private func applyRequest(
    _ request: PreparedRequest, _ fields: [(name: String, value: String)], to transfer: Transfer
  ) throws(CurlError) {
    try transfer.easy.set(.url, request.url.text)
    if let credentials = request.url.credentials {
      try transfer.easy.set(.userName, credentials.user)
      try transfer.easy.set(.password, credentials.password)
    }
    if let body = request.body {
      try transfer.set(body: body)
    }
    switch (request.method, request.body) {
    case ("GET", nil): try transfer.easy.set(.httpGet, true)
    case ("HEAD", _): try transfer.easy.set(.noBody, true)
    default: try transfer.easy.set(.customMethod, request.method)
    }
    try transfer.easy.set(
      .userAgent, userAgents?.name(for: request.url.hostName) ?? userAgent)
    if !request.headers.isEmpty || !fields.isEmpty {
      try transfer.set(headers: request.headers.map { ($0.name, $0.value) } + fields)
    }
  }

  /// Whether a socket to an address is not opened. The answers to look-ups were checked before; this
  /// holds if libcurl has looked a name up after all. A proxy's address is its user's choice.
  private var refusesAddress: (@Sendable (IPAddress) -> Bool)? {
    guard !addresses.isEmpty else { return nil }
    return { [addresses] in addresses.refusal(of: $0) != nil }
  }

  private func applyTrust(to transfer: Transfer) throws(CurlError) {
    try transfer.easy.refuseOldTLS()
    try transfer.easy.set(.verifyPeer, !isInsecure)
    try transfer.easy.set(.verifyHost, isInsecure ? 0 : 2)
    try transfer.easy.set(.certificateCacheTimeout, 86_400)
    let trusted = certificates ?? .system
    // Where nothing is known, what libcurl was built with stays.
    guard trusted.bundle != nil || trusted.directory != nil else { return }
    try transfer.easy.set(.certificateBundle, trusted.bundle)
    try transfer.easy.set(.certificateDirectory, trusted.directory)
  }
}

extension PreparedRequest {
  /// Whether it is for swoop to ask for an encoding and to undo it: it isn't where the entry asks for
  /// one itself, or for a part, which may be one of the encoded body.
  fileprivate var leavesEncodingOpen: Bool {
    !headers.contains { $0.has(name: "Accept-Encoding") || $0.has(name: "Range") }
  }
}

extension Duration {
  /// Milliseconds as libcurl takes them: at least 1, because 0 would mean no limit.
  var curlMilliseconds: Int {
    let (seconds, attoseconds) = components
    let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    return min(max(1, milliseconds), Int(Int32.max))
  }
}
