import HeapModule
import Locking

/// Which proxy a request goes through, and which of them rest. Pure.
///
/// A proxy works until a request shows that it doesn't. Then it rests, the longer the more often that was so in a
/// row; after that, one request at a time probes it, until one is carried. A decision costs O(log proxies), and
/// O(proxies) for each host once after one has begun to rest or has come back.
struct ProxyPool {
  /// A request's passage.
  struct Ticket: Sendable {
    let proxy: Int
    /// How often the proxy had begun to rest by then: what was under way when it did says nothing new.
    fileprivate let era: Int
  }

  enum Phase: Equatable {
    case working
    case resting
    /// Its rest is over: the next request is a probe.
    case rested
    case probed
  }

  private struct State {
    let cap: Int
    var phase = Phase.working
    var inFlight = 0
    /// In a row.
    var failures = 0
    var era = 0
    /// Hosts that it did not come through to and another did, since it last came through to any.
    var accusers: Set<String> = []
    var lastTurn = 0
    var lastError: FetchError?
    var tally: ProxyTally
  }

  private struct Rest: Comparable {
    let end: Instant
    let proxy: Int

    static func < (one: Rest, other: Rest) -> Bool { one.end < other.end }
  }

  /// That another proxy came through to so many hosts to which this one did not, and this one meanwhile to none, is
  /// a failure of this one.
  static let accusersToFail = 3

  let rotation: Proxies.Rotation
  private let rendezvous: Rendezvous
  private let rest: Backoff
  private let longestRow: Int?
  private var states: [State]
  private var rests = Heap<Rest>()
  /// Those that may be asked, for requests that go by load.
  private var order: LeastFirst
  private var lastTurn = 0
  private var working: Int
  /// Those whose rest is over.
  private var rested: [Int] = []
  /// Changes with what hosts' choices depend on.
  private(set) var version = 0

  /// - Parameter rest: how long the first rest and the longest are.
  init(_ proxies: Proxies, rest: Backoff) {
    self.rest = rest
    rotation = proxies.rotation
    longestRow = proxies.failures
    states = proxies.members.indices.map { index in
      State(cap: proxies.cap(of: index), tally: ProxyTally(name: proxies.members[index].proxy.name))
    }
    rendezvous = Rendezvous(proxies.members.map(\.proxy.text))
    order = LeastFirst(count: states.count)
    working = states.count
    for index in states.indices { rank(index) }
  }

  /// Proxies in all.
  var count: Int { states.count }

  var tallies: [ProxyTally] {
    states.map { state in
      var tally = state.tally
      tally.isResting = state.phase != .working
      return tally
    }
  }

  // MARK: Who may go

  /// When the next rest is over; nil: none rests.
  var alarm: Instant? { rests.min?.end }

  /// Whether some request might start.
  var isOpen: Bool {
    switch rotation {
    case .host: working > 0 || !rested.isEmpty
    case .request: order.least != nil || !rested.isEmpty
    }
  }

  /// Whether none works.
  var isAllResting: Bool { working == 0 }

  /// How often a proxy has begun to rest.
  func era(of index: Int) -> Int { states[index].era }

  func hasRoom(_ index: Int) -> Bool {
    switch states[index].phase {
    case .working: states[index].inFlight < states[index].cap
    case .rested: true
    case .resting, .probed: false
    }
  }

  /// Why nothing goes through any more, until the next rest is over; nil: something may.
  var verdict: FetchError? {
    guard let longestRow, working == 0,
      states.allSatisfy({ $0.phase == .resting && $0.failures >= longestRow }),
      let cause = states.compactMap(\.lastError).last
    else { return nil }
    let all = count == 1 ? "the proxy has" : "all \(count) proxies have"
    return FetchError(
      .proxy, "\(all) failed \(longestRow) times in a row and more, the last: \(cause.message)")
  }

  /// Ends the rests whose time is over.
  ///
  /// - Returns: whether there were any.
  mutating func wake(now: Instant) -> Bool {
    var hasWoken = false
    while let rest = rests.min, rest.end <= now {
      rests.removeMin()
      change(rest.proxy, to: .rested)
      hasWoken = true
    }
    return hasWoken
  }

  // MARK: Going

  mutating func start(_ index: Int) -> Ticket {
    lastTurn += 1
    if states[index].phase == .rested { change(index, to: .probed) }
    states[index].inFlight += 1
    states[index].lastTurn = lastTurn
    states[index].tally.requests += 1
    states[index].tally.peak = max(states[index].tally.peak, states[index].inFlight)
    rank(index)
    return Ticket(proxy: index, era: states[index].era)
  }

  /// Takes back what `start` gave.
  ///
  /// - Parameters:
  ///   - sign: what the exchange says of the proxy.
  ///   - error: the one of an exchange that failed.
  ///   - blamed: proxies that have not come through to the same host.
  ///   - host: its name.
  ///   - wireBytes: what was received.
  mutating func settle(
    _ ticket: Ticket, _ sign: ProxySign, _ error: FetchError?, blamed: [Int], by host: String,
    wireBytes: Int, now: Instant, using random: inout SplitMix64
  ) {
    let index = ticket.proxy
    states[index].inFlight -= 1
    states[index].tally.wireBytes += wireBytes
    let isNews = ticket.era == states[index].era
    if isNews, states[index].phase == .probed { change(index, to: .rested) }
    switch sign {
    case .carried:
      states[index].tally.carried += 1
      if isNews { recover(index) }
      for other in blamed where other != index { blame(other, by: host, now: now, using: &random) }
    case .refused:
      states[index].tally.refused += 1
      states[index].lastError = error
    case .failed:
      states[index].tally.failures += 1
      states[index].lastError = error
      if isNews { lay(index, for: [], now: now, using: &random) }
    case .nothing: break
    }
    rank(index)
  }

  private mutating func recover(_ index: Int) {
    states[index].failures = 0
    states[index].accusers = []
    change(index, to: .working)
  }

  private mutating func blame(
    _ index: Int, by host: String, now: Instant, using random: inout SplitMix64
  ) {
    let phase = states[index].phase
    // No host alone can have one rest, nor go on resting.
    guard phase == .working || phase == .rested, states[index].accusers.insert(host).inserted,
      // One that is to show that it is well again has not.
      phase == .rested || states[index].accusers.count >= ProxyPool.accusersToFail
    else { return }
    // Who has accused it counts no more until it has carried something.
    lay(index, for: states[index].accusers, now: now, using: &random)
  }

  /// Lets a proxy rest.
  private mutating func lay(
    _ index: Int, for accusers: Set<String>, now: Instant, using random: inout SplitMix64
  ) {
    states[index].failures += 1
    states[index].era += 1
    states[index].accusers = accusers
    states[index].tally.rests += 1
    change(index, to: .resting)
    let length = rest.half(after: states[index].failures, using: &random)
    rests.insert(Rest(end: now + length, proxy: index))
  }

  private mutating func change(_ index: Int, to phase: Phase) {
    let before = states[index].phase
    guard phase != before else { return }
    states[index].phase = phase
    working += (phase == .working ? 1 : 0) - (before == .working ? 1 : 0)
    if before == .rested { rested.removeAll { $0 == index } }
    if phase == .rested { rested.append(index) }
    if phase == .working || before == .working { version += 1 }
    rank(index)
  }

  private mutating func rank(_ index: Int) {
    guard rotation == .request else { return }
    let state = states[index]
    let mayGo = state.phase == .working && state.inFlight < state.cap
    order[index] = mayGo ? state.inFlight << 40 | state.lastTurn : LeastFirst.out
  }
}

// MARK: Choosing

extension ProxyPool {
  /// What a host has found out of its proxies, as long as the version stays.
  struct Choice {
    fileprivate let version: Int
    /// The one that is its own while all are well, of those that come through to it.
    fileprivate let home: Int
    /// The first of those that work; nil: none does.
    fileprivate let working: Int?
  }

  /// The proxy that a request is to go through, whether it has room or not; nil: there is none now.
  ///
  /// - Parameter choice: the host's, which is kept up to date.
  mutating func choose(for host: String, _ choice: inout Choice?, after trials: Trials) -> Int? {
    switch rotation {
    case .request:
      // Probes go first, or nobody would learn that a proxy is back.
      let probe = rested.first { !trials.avoided.contains($0) && !trials.shunned.contains($0) }
      if let probe, !trials.hasFailed { return probe }
      return leastLoaded(avoiding: trials.avoided + trials.shunned)
        ?? leastLoaded(avoiding: trials.avoided) ?? order.least ?? probe ?? rested.first
    case .host: return own(host, &choice, trials)
    }
  }

  private mutating func leastLoaded(avoiding avoided: [Int]) -> Int? {
    for index in avoided { order[index] = LeastFirst.out }
    let least = order.least
    for index in avoided { rank(index) }
    return least
  }

  /// A proxy that rests gives its hosts to all the others, and has them back when it is well.
  private func own(_ host: String, _ choice: inout Choice?, _ trials: Trials) -> Int? {
    func best(_ isMeant: (Int) -> Bool) -> Int? { rendezvous.best(of: host, where: isMeant) }
    func works(_ index: Int) -> Bool { states[index].phase == .working }
    let (avoided, shunned) = (trials.avoided, trials.shunned)
    if !avoided.isEmpty {
      let others = { works($0) && !avoided.contains($0) }
      if let other = best({ others($0) && !shunned.contains($0) }) ?? best(others) { return other }
    }
    let current: Choice
    if let choice, choice.version == version {
      current = choice
    } else {
      current = Choice(
        version: version, home: best { !shunned.contains($0) } ?? 0,
        working: best { works($0) && !shunned.contains($0) } ?? best(works))
      choice = current
    }
    if states[current.home].phase == .rested, !trials.hasFailed { return current.home }
    return current.working ?? best { states[$0].phase == .rested }
  }
}
