import Curl
import Locking

/// An entry on its way through the frontier and the engine: what to send next, and what it took
/// so far.
struct Job: Sendable {
  let seq: Int
  let order: Int
  let place: Place
  let name: String
  let isRepeated: Bool
  /// Whether it asks for an origin's rules, and is no entry.
  let isForRobots: Bool
  let call: Call?
  /// What is to be sent next: the entry's own request, or a redirect's target.
  private(set) var request: PreparedRequest
  /// Redirects followed in this attempt.
  private(set) var redirects = 0
  /// Attempts begun; a redirect is part of its attempt.
  private(set) var attempts = 0
  /// Whether its attempt before got no answer, which may have been the fault of a connection that the
  /// server had closed: the next one gets a new one.
  private(set) var needsNewConnection = false
  /// The time spent waiting: for a slot, a rate, a pause to end, the next attempt.
  private(set) var queued: Duration = .zero
  /// What this attempt's earlier hops took.
  private(set) var trail = Trail()
  /// What its exchange goes through, where there are proxies.
  var passage: ProxyPool.Ticket?
  /// Exchanges that came to nothing for the proxy's fault.
  private(set) var proxyFailures = 0
  /// When the exchange that it was started for began.
  private(set) var startedAt: Instant

  /// What is to be archived of the exchanges before, of all attempts.
  private(set) var captures: [CapturedResponse] = []

  private var waitingSince: Instant
  /// The entry's own request while a redirect's target has taken its place. An array, because most
  /// jobs have none, and many jobs wait.
  private var displaced: [PreparedRequest] = []
  /// Proxies that have not come through to a host. An array, likewise.
  private var detours: [Detour] = []

  private struct Detour {
    let host: String
    var proxies: [Int]
    /// Whether another one has come through since, so that they have had their blame.
    var isOver = false
  }

  init(entry: Entry, request: PreparedRequest, now: Instant) {
    seq = entry.seq
    order = entry.order
    place = entry.place
    name = entry.name
    isRepeated = entry.isRepeated
    isForRobots = false
    call = entry.call
    self.request = request
    startedAt = now
    waitingSince = now
  }

  /// Asks for the rules of an entry's origin, under the entry's number.
  init(forRobotsOf job: Job, _ request: PreparedRequest, now: Instant) {
    seq = job.seq
    order = job.order
    place = job.place
    name = request.url.text
    isRepeated = false
    isForRobots = true
    call = nil
    self.request = request
    startedAt = now
    waitingSince = now
  }

  /// Whether nobody waits for it any more.
  var isGivenUp: Bool { call?.isGivenUp == true }

  /// What each attempt begins with.
  var entryRequest: PreparedRequest { displaced.first ?? request }

  /// What its next request has behind it.
  var proxyTrials: ProxyPool.Trials {
    ProxyPool.Trials(avoided: detours.first?.proxies ?? [], hasFailed: proxyFailures > 0)
  }

  /// Those that have not come through to the host that is asked now.
  var blamedProxies: [Int] {
    guard let detour = detours.first, !detour.isOver, detour.host == request.url.hostName else {
      return []
    }
    return detour.proxies
  }

  mutating func start(now: Instant) {
    queued += waitingSince.duration(to: now)
    startedAt = now
    if redirects == 0 { attempts += 1 }
  }

  /// Goes on to a redirect's target, after the response that named it.
  mutating func follow(_ request: PreparedRequest, after exchange: Exchange, now: Instant) {
    if displaced.isEmpty { displaced = [self.request] }
    endDetour(after: exchange)
    self.request = request
    needsNewConnection = false
    passage = nil
    redirects += 1
    trail.add(exchange)
    if let capture = exchange.capture { captures.append(capture) }
    waitingSince = now
  }

  /// Does the same again, for it was the proxy's fault and not this attempt's.
  mutating func goRound(now: Instant) {
    if redirects == 0 { attempts -= 1 }
    proxyFailures += 1
    passage = nil
    needsNewConnection = false
    waitingSince = now
  }

  /// Goes back to where its attempts begin.
  mutating func retry(after exchange: Exchange, now: Instant) {
    endDetour(after: exchange)
    if exchange.proxySign == .refused, let proxy = passage?.proxy { avoid(proxy) }
    passage = nil
    request = entryRequest
    displaced = []
    redirects = 0
    needsNewConnection = exchange.status == nil
    trail = Trail()
    if let capture = exchange.capture { captures.append(capture) }
    waitingSince = now
  }

  /// Proxies are blamed once for what another one came through with.
  private mutating func endDetour(after exchange: Exchange) {
    if exchange.proxySign == .carried, !detours.isEmpty { detours[0].isOver = true }
  }

  private mutating func avoid(_ proxy: Int) {
    let host = request.url.hostName
    if detours.first?.host != host || detours[0].isOver {
      detours = [Detour(host: host, proxies: [])]
    }
    if !detours[0].proxies.contains(proxy) { detours[0].proxies.append(proxy) }
  }
}
