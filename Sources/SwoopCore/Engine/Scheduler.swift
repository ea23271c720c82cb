import Locking

/// The shell around the frontier: it takes the lock, asks, leaves the lock, acts.
///
/// It also decides how many workers there are: one more is asked for when a job may start and all
/// workers are busy, so that a short list takes few threads whatever the concurrency allows.
final class Scheduler: Sendable {
  /// What a worker is to do next.
  enum Turn: Sendable {
    indirect case start(Job)
    /// There will be no more jobs.
    case retire
  }

  /// A job, and what came of it.
  struct Finished: Sendable {
    let job: Job
    var exchange: Exchange
  }

  /// What the scheduler wants of its engine.
  enum Demand: Sendable {
    /// One more worker for a lane.
    case worker(lane: Int)
    /// No more workers: everything is settled. `asked` is how many were wanted in all.
    case end(asked: Int)
  }

  /// The workers that serve a lane.
  struct Crew {
    /// Those without a job, the one that has waited the shortest time last: its handle and connections
    /// are the warmest.
    var parked: [(worker: Int, resume: @Sendable (Turn) -> Void)] = []
    /// Those that were asked for, in all.
    var workers = 0
    /// Of these, those that could not be started.
    var missing = 0
    var maxWorkers: Int
  }

  struct State: ~Copyable {
    var frontier: Frontier
    /// One for each lane.
    var crews: [Crew]
    /// When the timekeeper is to look again; nil: not before it is told.
    var alarm: Instant?
    /// Whether there may be jobs that nobody waits for any more.
    var hasGivenUp = false
    /// When those that wait for a verdict have their turn; nil: there are none.
    var judging: Instant?
    /// Outcomes that are on their way from a frontier that was stopped: the run does not end before.
    var undelivered = 0
    /// Let go of when the end is announced: it holds the engine's pool, which holds the scheduler.
    var demand: (@Sendable (Demand) -> Void)?
  }

  /// What is to be done once the lock is left.
  struct Actions {
    var turns: [(resume: @Sendable (Turn) -> Void, turn: Turn)] = []
    var demand: (() -> Void)?
    /// Whether the timekeeper sleeps too long, or for nothing.
    var wakesTimekeeper = false
  }

  private let state: Monitor<State>
  private let isOutputBehind: @Sendable () -> Bool
  private let onExchange: (@Sendable (ExchangeReport) -> Void)?
  private let onAside: @Sendable (CapturedResponse) -> Void
  private let deliver: @Sendable ([Outcome]) -> Void

  /// - Parameters:
  ///   - isOutputBehind: whether nothing is to start before `outputHasCaughtUp`, because outcomes come
  ///     faster than they can be taken.
  ///   - onExchange: is told of each exchange, on the thread that made it.
  ///   - onAside: gets what is to be archived of each exchange for the rules of an origin, which goes with no
  ///     entry: those that wait for them may be let go of meanwhile. It comes before their outcomes.
  ///   - deliver: gets each outcome, on the thread that brought it about.
  init(
    limits: Frontier.Limits, isOutputBehind: @escaping @Sendable () -> Bool = { false },
    onExchange: (@Sendable (ExchangeReport) -> Void)? = nil,
    onAside: @escaping @Sendable (CapturedResponse) -> Void = { _ in },
    deliver: @escaping @Sendable ([Outcome]) -> Void
  ) {
    self.isOutputBehind = isOutputBehind
    let crew = Crew(maxWorkers: limits.concurrency)
    state = Monitor(
      State(
        frontier: Frontier(limits: limits), crews: Array(repeating: crew, count: limits.lanes)))
    self.onExchange = onExchange
    self.onAside = onAside
    self.deliver = deliver
  }

  // MARK: The list's side

  /// Takes a request in.
  func admit(_ entry: Entry, _ request: PreparedRequest) {
    let job = Job(entry: entry, request: request, now: .now)
    if let outcome = change({ $0.frontier.admit(job, now: .now) }) { deliver([outcome]) }
  }

  /// The list has ended.
  func endList() {
    change { $0.frontier.endList() }
  }

  /// Starts no more jobs. Those that wait are delivered as interrupted; those in flight go on.
  func stop() {
    let outcomes = state.withLock { state in
      let outcomes = state.frontier.stop()
      state.undelivered += outcomes.count
      return outcomes
    }
    // Outside the lock, which a handler of a task's cancellation may want meanwhile.
    deliver(outcomes)
    change { $0.undelivered -= outcomes.count }
  }

  /// Lets go, soon, of the jobs that nobody waits for any more: once for all that are given up by then.
  func dropGivenUp() {
    state.update { $0.hasGivenUp = true }
  }

  /// What has held jobs up is over: `isOutputBehind` would say so.
  func outputHasCaughtUp() {
    change { _ in }
  }

  /// What is in flight and what waits.
  var load: FetchRun.Progress.Load {
    state.withLock { $0.frontier.load(now: .now) }
  }

  /// What has gone through each proxy.
  var proxies: [ProxyTally] {
    state.withLock { $0.frontier.proxies }
  }

  // MARK: The engine's side

  /// Calls `demand` with all that is wanted from now on, on any thread.
  func onDemand(_ demand: @escaping @Sendable (Demand) -> Void) {
    change { $0.demand = demand }
  }

  /// A worker that was asked for could not be started; there will be no more in its lane than there
  /// are.
  ///
  /// - Returns: how many there are.
  func workerIsMissing(in lane: Int) -> Int {
    state.withLock { state in
      state.crews[lane].missing += 1
      state.crews[lane].maxWorkers = state.crews[lane].workers
      return state.crews[lane].workers - state.crews[lane].missing
    }
  }

  /// Whether a connection to a host is of no more use.
  func isDone(with host: String) -> Bool {
    state.withLock { $0.frontier.isDone(with: host) }
  }

  /// Takes back what a worker of a lane has finished, and tells it what to do next: in one step, because
  /// every transfer of every worker comes by here.
  ///
  /// - Returns: nil when there is nothing to do now; the worker then has to `wait`.
  func next(in lane: Int, after finished: Finished?) -> Turn? {
    if let onExchange, let finished { onExchange(ExchangeReport(finished.job, finished.exchange)) }
    var finished = finished
    if finished?.job.isForRobots == true, let aside = finished?.exchange.capture.take() {
      onAside(aside)
    }
    let (actions, outcomes, turn) = state.withLock { state in
      let now = Instant.now
      let outcomes = finished.map { state.frontier.settle($0.job, $0.exchange, now: now) }
      state.frontier.isHeld = isOutputBehind()
      let turn = state.turn(in: lane, now: now)
      return (state.actions(now: now), outcomes ?? [], turn)
    }
    if !outcomes.isEmpty { deliver(outcomes) }
    perform(actions)
    return turn
  }

  /// Calls `resume` with what a worker of a lane is to do next: once, now or later, on any thread.
  ///
  /// - Parameter worker: its place among those of the lane: in the end, they retire in this order.
  func wait(in lane: Int, worker: Int = 0, _ resume: @escaping @Sendable (Turn) -> Void) {
    change { $0.crews[lane].parked.append((worker, resume)) }
  }

  // MARK: The clock's side

  private enum TimekeepersTurn {
    case alarm, givenUp, judging, end
  }

  /// From one lot of verdicts to the next, so that others have the lock most of the time.
  static let judgingPause: Duration = .milliseconds(10)

  /// Starts what has to wait for its time; blocks its thread until everything is settled.
  ///
  /// - Parameter onGivenUp: called when transfers, too, are to be looked through for some that nobody
  ///   waits for.
  func keepTime(onGivenUp: () -> Void) {
    while true {
      switch timekeepersTurn() {
      case .end: return
      case .alarm: change { $0.alarm = nil }
      case .givenUp:
        deliver(change { $0.frontier.dropGivenUp(now: .now) })
        onGivenUp()
      case .judging: deliver(change { $0.judge() })
      }
    }
  }

  private func timekeepersTurn() -> TimekeepersTurn {
    state.watch { state in
      if state.isFinished { return .found(.end) }
      if state.hasGivenUp {
        state.hasGivenUp = false
        return .found(.givenUp)
      }
      let now = Instant.now
      if let judging = state.judging, judging <= now { return .found(.judging) }
      if let alarm = state.alarm, alarm <= now { return .found(.alarm) }
      return .lookAgain(by: [state.alarm, state.judging].compactMap(\.self).min())
    }
  }

  private func change<Result>(_ body: (inout State) -> Result) -> Result {
    let (result, actions) = state.withLock { state in
      let result = body(&state)
      state.frontier.isHeld = isOutputBehind()
      return (result, state.actions(now: .now))
    }
    perform(actions)
    return result
  }

  private func perform(_ actions: Actions) {
    for (resume, turn) in actions.turns { resume(turn) }
    if actions.wakesTimekeeper { state.notify() }
    actions.demand?()
  }
}
