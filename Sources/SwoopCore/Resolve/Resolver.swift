import Curl
import Locking

/// Looks names up on a few threads of its own, because the system's look-up blocks, and refuses
/// addresses that no connection is to be made to.
///
/// libcurl 7.88 would start a thread for each look-up, and wait for it when the transfer is over.
final class Resolver: Sendable {
  typealias Answer = NameTable.Answer

  private struct Worker {
    let thread: Thread
    /// Since when it has been looking a name up; nil: it waits for one.
    var busySince: Instant?
  }

  private struct State {
    var table = NameTable()
    var workers: [Worker] = []
    var timekeeper: Thread?
    var isCancelled = false
    var isClosed = false
  }

  /// When the timekeeper is to look next.
  private struct Alarm {
    var at: Instant?
    var isClosed = false
  }

  /// Look-ups at once.
  static let threads = 32
  /// Those that take longer than this do not count, or a few dozen names whose servers are silent would
  /// keep all others waiting.
  static let patience = Duration.milliseconds(300)
  /// Look-ups at once, those included.
  static let mostThreads = 256

  private let policy: AddressPolicy
  private let lookUp: @Sendable (String) -> AddressLookup.Outcome
  private let state = Monitor(State())
  private let alarm = Monitor(Alarm())

  /// - Parameter lookUp: blocks until it has an answer.
  init(
    _ policy: AddressPolicy,
    lookUp: @escaping @Sendable (String) -> AddressLookup.Outcome = AddressLookup.system
  ) {
    self.policy = policy
    self.lookUp = lookUp
  }

  /// Ends the threads. A look-up can't be ended: its thread goes when it is over, and touches nothing
  /// but this object.
  func close() {
    alarm.update { $0.isClosed = true }
    let state = self.state.update { state in
      state.isClosed = true
      return state
    }
    state.timekeeper?.join()
    for worker in state.workers {
      if worker.busySince == nil { worker.thread.join() } else { worker.thread.detach() }
    }
  }

  /// Ends all waiting at once, now and from now on.
  func cancel() {
    let waiters = state.withLock { state in
      state.isCancelled = true
      return state.table.endAll()
    }
    for waiter in waiters { waiter.resume(.failure(.interruptedRun)) }
  }

  /// Ends the waiting of those who have given up.
  func dropGivenUp() {
    let waiters = state.withLock { $0.table.dropGivenUp() }
    for waiter in waiters { waiter.resume(.failure(.interruptedRun)) }
  }

  // MARK: Asking

  /// The addresses of a URL's host, if they are known already; none where the host is one itself.
  ///
  /// - Parameter isLeftToProxy: whether a proxy looks names up, so that only addresses in URLs are known here.
  func known(_ host: String, isLeftToProxy: Bool = false) -> Answer? {
    if let address = IPAddress(host: host) { return permitted([address], of: host).map { _ in [] } }
    let name = host.hasSuffix(".") ? host.dropLast() : host[...]
    if name == "localhost" || name.hasSuffix(".localhost") {
      // Never asked for (RFC 6761 section 6.3).
      return permitted([IPAddress(v4: 0x7F00_0001), IPAddress(v6: 1)], of: host)
    }
    if isLeftToProxy { return .success([]) }
    return state.withLock { $0.table.answer(for: host, now: .now) }
  }

  /// Calls `resume` with the addresses of a name: once, soon or at the deadline, on any thread.
  ///
  /// - Parameter call: whose giving up ends the waiting, too.
  func lookUp(
    _ name: String, until deadline: Instant, _ call: Call? = nil,
    _ resume: @escaping @Sendable (Answer) -> Void
  ) {
    let now = Instant.now
    let ended: (waiters: [NameTable.Waiter], error: FetchError)? = state.withLock { state in
      state.table.wait(for: name, until: deadline, call, resume)
      if call?.isGivenUp == true { return (state.table.dropGivenUp(), .interruptedRun) }
      if state.isCancelled { return (state.table.endAll(), .interruptedRun) }
      do throws(Errno) {
        try startThreads(&state, now: now)
        return nil
      } catch {
        let error = FetchError(.internal, "no thread to look up names: \(error)")
        return (state.table.endAll(), error)
      }
    }
    state.notifyOne()
    setAlarm(min(deadline, now + Resolver.patience))
    guard let ended else { return }
    for waiter in ended.waiters { waiter.resume(.failure(ended.error)) }
  }

  // MARK: Looking up

  /// Starts the threads that are missing.
  ///
  /// - Throws: when there is not even one.
  private func startThreads(_ state: inout State, now: Instant) throws(Errno) {
    guard !state.isClosed else { return }
    if state.timekeeper == nil { state.timekeeper = try Thread { [self] in keepTime() } }
    var idle = state.workers.count { $0.busySince == nil }
    var counted = state.workers.count { $0.busySince.map { $0 + Resolver.patience > now } ?? true }
    while idle < state.table.queued, counted < Resolver.threads,
      state.workers.count < Resolver.mostThreads
    {
      let index = state.workers.count
      do throws(Errno) {
        state.workers.append(Worker(thread: try Thread { [self] in serve(index) }))
      } catch {
        // Fewer threads do the same work, later.
        guard state.workers.isEmpty else { return }
        throw error
      }
      idle += 1
      counted += 1
    }
  }

  private func serve(_ worker: Int) {
    while let name = nextName(for: worker) {
      let outcome = lookUp(name)
      let answer = outcome.answer.flatMap { permitted($0, of: name) }
      let waiters = state.withLock { state in
        state.workers[worker].busySince = nil
        return state.table.settle(name, answer, isLasting: outcome.isLasting, now: .now)
      }
      for waiter in waiters { waiter.resume(answer) }
    }
  }

  private func nextName(for worker: Int) -> String? {
    state.watch { state in
      if state.isClosed { return .found(nil) }
      guard let name = state.table.next() else { return .lookAgain(by: nil) }
      state.workers[worker].busySince = .now
      return .found(name)
    }
  }

  // MARK: Keeping time

  /// Lets those go who have waited long enough, and starts threads in place of those that are held up.
  private func keepTime() {
    let late = FetchError(.timeout, "the host's name was not looked up in time")
    while waitForAlarm() {
      let now = Instant.now
      let (expired, next) = state.withLock { state in
        let expired = state.table.expire(now: now)
        try? startThreads(&state, now: now)
        let isCrowded = state.table.queued > 0
        return (expired, isCrowded ? now + Resolver.patience : state.table.alarm)
      }
      setAlarm(next)
      for waiter in expired { waiter.resume(.failure(late)) }
    }
  }

  private func waitForAlarm() -> Bool {
    alarm.watch { alarm in
      if alarm.isClosed { return .found(false) }
      guard let at = alarm.at else { return .lookAgain(by: nil) }
      guard at <= .now else { return .lookAgain(by: at) }
      alarm.at = nil
      return .found(true)
    }
  }

  private func setAlarm(_ instant: Instant?) {
    guard let instant else { return }
    let isEarlier = alarm.withLock { alarm in
      if let at = alarm.at, at <= instant { return false }
      alarm.at = instant
      return true
    }
    if isEarlier { alarm.notify() }
  }

  /// Those of a host's addresses that connections may be made to.
  private func permitted(_ addresses: [IPAddress], of host: String) -> Answer {
    guard let first = addresses.first else {
      return .failure(FetchError(.dns, "the name \(host) has no address"))
    }
    let permitted = addresses.filter { policy.refusal(of: $0) == nil }
    guard permitted.isEmpty, let reason = policy.refusal(of: first) else {
      return .success(permitted)
    }
    return .failure(.blocked(first, reason, name: IPAddress(host: host) == nil ? host : nil))
  }
}

extension IPAddress {
  /// Reads a URL's host that is an address, IPv6 in brackets and maybe with a zone (RFC 6874).
  fileprivate init?(host: String) {
    guard host.hasPrefix("["), host.hasSuffix("]") else {
      self.init(host)
      return
    }
    self.init(String(host.dropFirst().dropLast().prefix { $0 != "%" }))
  }
}
