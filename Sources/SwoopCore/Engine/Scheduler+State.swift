import Locking

/// What the scheduler does under its lock.
extension Scheduler.State {
  /// Whether every job is settled and its outcome delivered, and no more will come.
  var isFinished: Bool { frontier.isFinished && undelivered == 0 }

  /// Lets some go on that wait for a verdict, or not, and the others wait for their turn.
  mutating func judge() -> [Outcome] {
    let outcomes = frontier.judgeHeld(now: .now)
    judging = frontier.hasHeldToJudge ? .now + Scheduler.judgingPause : nil
    return outcomes
  }

  /// The next turn of a lane's worker; nil: it has to wait.
  mutating func turn(in lane: Int, now: Instant) -> Scheduler.Turn? {
    if let job = frontier.next(for: lane, now: now) { return .start(job) }
    return isFinished ? .retire : nil
  }

  /// Who is to be woken or started, after any change.
  mutating func actions(now: Instant) -> Scheduler.Actions {
    var actions = Scheduler.Actions()
    if judging == nil, frontier.hasHeldToJudge {
      judging = now
      actions.wakesTimekeeper = true
    }
    while true {
      switch frontier.outlook(now: now) {
      case .start(let lane):
        guard !crews[lane].parked.isEmpty, let job = frontier.next(for: lane, now: now) else {
          actions.demand = worker(for: lane)
          return actions
        }
        actions.turns.append((crews[lane].parked.removeLast().resume, .start(job)))
      case .wait(let until):
        if let until, alarm.map({ until < $0 }) ?? true {
          alarm = until
          actions.wakesTimekeeper = true
        }
        return actions
      case .finished:
        guard isFinished else { return actions }
        actions.wakesTimekeeper = true
        end(&actions)
        return actions
      }
    }
  }

  /// Asks for one more worker in a lane, unless one of those that there are comes by shortly.
  private mutating func worker(for lane: Int) -> (() -> Void)? {
    let crew = crews[lane]
    guard let demand, crew.workers < crew.maxWorkers,
      crew.workers - crew.missing == frontier.inFlight(in: lane)
    else { return nil }
    crews[lane].workers += 1
    return { demand(.worker(lane: lane)) }
  }

  private mutating func end(_ actions: inout Scheduler.Actions) {
    for lane in crews.indices {
      let parked = crews[lane].parked.sorted { $0.worker < $1.worker }
      actions.turns += parked.map { ($0.resume, .retire) }
      crews[lane].parked = []
    }
    guard let demand = demand.take() else { return }
    let asked = crews.reduce(0) { $0 + $1.workers }
    actions.demand = { demand(.end(asked: asked)) }
  }
}
