import Locking

/// The shell around the frontier: it takes the lock, asks, leaves the lock, acts.
///
/// It also decides how many workers there are: one more is asked for when a job may start and all
/// workers are busy, so that a short list takes few threads whatever the concurrency allows.
final class Scheduler: Sendable {
  /// What a worker is to do next.
  enum Turn: Sendable {
    case start(Job)
    /// There will be no more jobs.
    case retire
  }

  /// A job, and what came of it.
  struct Finished: Sendable {
    let job: Job
    let exchange: Exchange
  }

  /// What the scheduler wants of its engine.
  enum Demand: Sendable {
    /// One more worker.
    case worker
    /// No more workers: everything is settled. `asked` is how many were wanted in all.
    case end(asked: Int)
  }

  fileprivate struct State: ~Copyable {
    var frontier: Frontier
    /// Workers without a job, the one that has waited the shortest time last: its handle and
    /// connections are the warmest.
    var parked: [@Sendable (Turn) -> Void] = []
    /// Workers that were asked for, in all.
    var workers = 0
    /// Of these, those that could not be started.
    var missing = 0
    var maxWorkers: Int
    /// When the timekeeper is to look again; nil: not before it is told.
    var alarm: Instant?
    /// Let go of when the end is announced: it holds the engine's pool, which holds the scheduler.
    var demand: (@Sendable (Demand) -> Void)?
  }

  /// What is to be done once the lock is left.
  fileprivate struct Actions {
    var turns: [(resume: @Sendable (Turn) -> Void, turn: Turn)] = []
    var demand: (() -> Void)?
    /// Whether the timekeeper sleeps too long, or for nothing.
    var wakesTimekeeper = false
  }

  private let state: Monitor<State>
  /// Whether workers had better pause for a moment, each in its own way, because outcomes come faster
  /// than they are written.
  let isOutputBehind: @Sendable () -> Bool
  private let deliver: @Sendable ([Outcome]) -> Void

  /// How long such a pause is, in microseconds.
  static let breather: UInt32 = 500

  /// - Parameter deliver: gets each outcome, on the thread that brought it about, sometimes inside
  ///   the scheduler's lock.
  init(
    limits: Frontier.Limits, isOutputBehind: @escaping @Sendable () -> Bool = { false },
    deliver: @escaping @Sendable ([Outcome]) -> Void
  ) {
    self.isOutputBehind = isOutputBehind
    state = Monitor(State(frontier: Frontier(limits: limits), maxWorkers: limits.concurrency))
    self.deliver = deliver
  }

  // MARK: The list's side

  /// Takes a request in.
  func admit(_ entry: Entry, _ request: Request) {
    let job = Job(entry: entry, request: request, now: .now)
    let (actions, outcome) = state.withLock { state in
      let now = Instant.now
      let outcome = state.frontier.admit(job, now: now)
      return (state.actions(now: now), outcome)
    }
    perform(actions)
    if let outcome { deliver([outcome]) }
  }

  /// The list has ended.
  func endList() {
    change { $0.frontier.endList() }
  }

  /// Starts no more jobs. Those that wait are delivered as interrupted; those in flight go on.
  func stop() {
    change { state in
      // Inside the lock: the run could end, and with it the delivery, once the lock is left.
      deliver(state.frontier.stop())
    }
  }

  // MARK: The engine's side

  /// Calls `demand` with all that is wanted from now on, on any thread.
  func onDemand(_ demand: @escaping @Sendable (Demand) -> Void) {
    change { $0.demand = demand }
  }

  /// A worker that was asked for could not be started; there will be no more than there are.
  ///
  /// - Returns: how many there are.
  func workerIsMissing() -> Int {
    state.withLock { state in
      state.missing += 1
      state.maxWorkers = state.workers
      return state.workers - state.missing
    }
  }

  /// Takes back what a worker has finished, and tells it what to do next: in one step, because
  /// every transfer of every worker comes by here.
  ///
  /// - Returns: nil when there is nothing to do now; the worker then has to `wait`.
  func next(after finished: Finished?) -> Turn? {
    let (actions, outcomes, turn) = state.withLock { state in
      let now = Instant.now
      let outcomes = finished.map { state.frontier.settle($0.job, $0.exchange, now: now) }
      let turn = state.turn(now: now)
      return (state.actions(now: now), outcomes ?? [], turn)
    }
    if !outcomes.isEmpty { deliver(outcomes) }
    perform(actions)
    return turn
  }

  /// Calls `resume` with what a worker is to do next: once, now or later, on any thread.
  func wait(_ resume: @escaping @Sendable (Turn) -> Void) {
    change { $0.parked.append(resume) }
  }

  // MARK: The clock's side

  /// Starts what has to wait for its time; blocks its thread until everything is settled.
  func keepTime() {
    func isTime() -> Bool {
      state.watch { state in
        if state.frontier.isFinished { return .found(false) }
        guard let alarm = state.alarm else { return .lookAgain(by: nil) }
        return alarm <= .now ? .found(true) : .lookAgain(by: alarm)
      }
    }
    while isTime() { change { $0.alarm = nil } }
  }

  private func change(_ body: (inout State) -> Void) {
    let actions = state.withLock { state in
      body(&state)
      return state.actions(now: .now)
    }
    perform(actions)
  }

  private func perform(_ actions: Actions) {
    for (resume, turn) in actions.turns { resume(turn) }
    if actions.wakesTimekeeper { state.notify() }
    actions.demand?()
  }
}

extension Scheduler.State {
  /// The next turn of a worker; nil: it has to wait.
  fileprivate mutating func turn(now: Instant) -> Scheduler.Turn? {
    if let job = frontier.next(now: now) { return .start(job) }
    return frontier.isFinished ? .retire : nil
  }

  /// Who is to be woken or started, after any change.
  fileprivate mutating func actions(now: Instant) -> Scheduler.Actions {
    var actions = Scheduler.Actions()
    while let resume = parked.last, let turn = turn(now: now) {
      parked.removeLast()
      actions.turns.append((resume, turn))
    }
    let outlook = frontier.outlook(now: now)
    if case .wait(let until?) = outlook, alarm.map({ until < $0 }) ?? true {
      alarm = until
      actions.wakesTimekeeper = true
    }
    if case .finished = outlook { actions.wakesTimekeeper = true }
    guard let demand else { return actions }
    switch outlook {
    case .finished:
      self.demand = nil
      actions.demand = { [workers] in demand(.end(asked: workers)) }
    case .start where workers - missing == frontier.inFlight && workers < maxWorkers:
      workers += 1
      actions.demand = { demand(.worker) }
    case .start, .wait: break
    }
    return actions
  }
}
