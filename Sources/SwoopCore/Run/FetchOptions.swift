#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that a run, or a fetcher, is told, fixed before it starts.
public struct FetchOptions: Sendable {
  /// What carries transfers; limits and records are the same in both modes. Default: async.
  public var mode: Mode
  /// Transfers in flight at once, from 1; less counts as 1. In threads mode also the pool's size.
  /// Default: 64.
  public var concurrency = 64 { didSet { concurrency = max(1, concurrency) } }
  /// Event loops of async mode, from 1; less counts as 1. Each host's transfers are all on the same
  /// one. Default: ``cores``.
  public var loops = FetchOptions.cores { didSet { loops = max(1, loops) } }
  /// Transfers in flight at once to one host, whatever the port. Default: 8.
  public var perHost: HostCap = .fixed(8)
  /// Requests begun, those of redirects and retries included; nil, the default: as many as the caps
  /// allow.
  public var rate: Rate?
  /// Requests begun to one host, likewise.
  public var hostRate: Rate?
  /// What is different for some hosts. Default: nothing.
  public var hosts: [HostName: HostLimits] = [:]
  /// Whether, and when, what failed is tried again. Default: twice.
  public var retry = RetryPolicy()
  /// Refusals in a row, from 1, after which a host's port is given up, so that what waits for it, and
  /// what is asked of it later, fails as ``FetchError/Kind/hostFailed``; nil: never. Default: 20.
  ///
  /// A refusal is silence (no name, no connection, no TLS, no answer), or a "later": 429, or 503 with
  /// Retry-After (RFC 9110 section 10.2.3).
  public var hostFailures: Int? = 20
  /// Whom the rules of `robots.txt` are for that are kept to (RFC 9309); nil, the default: none are.
  ///
  /// They are asked for once for each origin, when an entry or a redirect leads there, with no header of the
  /// entry's, through the same limits; what they do not allow fails as ``FetchError/Kind/robots``. A
  /// `crawl-delay` is the least time between requests to its host, up to ``RetryPolicy/longestWait``.
  public var robotsAgent: RobotsAgent?
  /// Redirects followed in one attempt (RFC 9110 section 15.4); 0: none, so that they are the response.
  /// Default: 10.
  public var maxRedirects = 10
  /// Entries between the list and their records at a time, from 1; less counts as 1: how far reading
  /// runs ahead. Default: 20,000.
  public var window = 20_000 { didSet { window = max(1, window) } }
  /// What only a ``FetchRun`` keeps to; a ``Fetcher`` does not look at it.
  public var list = ListOptions()
  /// What the jitter of delays is drawn from; nil: another one for each run.
  public var seed: UInt64?
  /// What requests have in common. Default: GET, without headers.
  public var defaults: RequestDefaults
  /// How each attempt is made: times, sizes, HTTP, TLS, proxy, addresses.
  public var attempt = AttemptOptions()
  /// Is told of every exchange, those of attempts that are made again and those for `robots.txt` included, on
  /// the thread that made it: what takes long here holds others up. nil, the default: nobody is.
  public var onExchange: (@Sendable (ExchangeReport) -> Void)?

  /// The processor's cores that the process may use.
  public static let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// The defaults, with a mode and what requests have in common.
  public init(mode: Mode = .async, defaults: RequestDefaults = RequestDefaults()) {
    self.mode = mode
    self.defaults = defaults
  }

  /// What requests have in common, which depends on what they go through.
  var requestDefaults: RequestDefaults {
    var defaults = defaults
    defaults.goThroughProxy = attempt.usesProxies
    return defaults
  }

  /// Descriptors that its transfers take at the most.
  package var descriptors: Int {
    mode.descriptors(
      concurrency: concurrency, loops: limits.lanes, hasProxy: attempt.usesProxies)
  }

  /// Idle hosts whose failures are remembered, however small the window.
  private static let rememberedHosts = 20_000

  var limits: Frontier.Limits {
    Frontier.Limits(
      concurrency: concurrency,
      lanes: mode.lanes(loops: min(loops, concurrency)),
      perHost: perHost,
      maxRedirects: maxRedirects,
      rate: rate,
      hostRate: hostRate,
      hosts: Dictionary(uniqueKeysWithValues: hosts.map { ($0.key.text, $0.value) }),
      retry: retry,
      hostFailures: hostFailures,
      robots: robotsAgent.map { _ in RobotsPolicy(defaults: defaults) },
      proxies: attempt.proxies,
      rememberedHosts: max(window, FetchOptions.rememberedHosts),
      seed: seed ?? .random(in: .min ... .max))
  }
}
