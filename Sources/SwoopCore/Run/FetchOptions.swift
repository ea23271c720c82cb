#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// All that a run is told, fixed before it starts.
public struct FetchOptions: Sendable {
  public var mode: Mode
  /// Transfers in flight at once, from 1; in threads mode also the pool's size.
  public var concurrency = 64
  /// Event loops of async mode, from 1; each host's transfers are all on the same one.
  public var loops = FetchOptions.cores
  /// Transfers in flight at once to one host.
  public var perHost: HostCap = .fixed(8)
  /// Requests begun, those of redirects and retries included; nil: as many as the caps allow.
  public var rate: Rate?
  /// Requests begun to one host, likewise.
  public var hostRate: Rate?
  /// What is different for some hosts.
  public var hosts: [HostName: HostLimits] = [:]
  public var retry = RetryPolicy()
  /// Refusals in a row, from 1, after which a host's port is given up; nil: never.
  public var hostFailures: Int? = 20
  /// Redirects followed in one attempt; 0: none.
  public var maxRedirects = 10
  /// Entries between the list and their records at a time: how far reading runs ahead.
  public var window = 20_000
  /// For runs over lists alone.
  public var list = ListOptions()
  /// What the jitter of delays is drawn from; nil: another one for each run.
  public var seed: UInt64?
  /// What requests have in common.
  public var defaults: RequestDefaults
  public var attempt = AttemptOptions()
  /// Is told of every exchange, those of attempts that are made again included, on the thread that made
  /// it: what takes long here holds others up.
  public var onExchange: (@Sendable (ExchangeReport) -> Void)?

  /// The processor's cores that the process may use.
  public static let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)

  public init(mode: Mode = .async, defaults: RequestDefaults = RequestDefaults()) {
    self.mode = mode
    self.defaults = defaults
  }

  /// Descriptors that its transfers take at the most.
  package var descriptors: Int {
    mode.descriptors(
      concurrency: concurrency, loops: limits.lanes, hasProxy: attempt.proxy != nil)
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
      rememberedHosts: max(window, FetchOptions.rememberedHosts),
      seed: seed ?? .random(in: .min ... .max))
  }
}
