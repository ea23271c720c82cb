import Dispatch
import Locking
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Ctrl-C and its kin: the first stops the run, which gives transfers in flight a moment; the second
/// ends them; a third ends the program.
struct Signals {
  private let interruption: Interruption
  // Held, because a source ends with its last reference.
  private let sources: [any DispatchSourceSignal]

  /// The signal that stopped the run; nil when none did.
  var received: Int32? { interruption.escalation.withLock { $0.first?.number } }

  /// Has a closed pipe, and a file that reaches the largest size allowed, show as errors where they are
  /// written to.
  static func leaveFailuresToWriters() {
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  }

  init(interrupting run: FetchRun) {
    Signals.leaveFailuresToWriters()
    let interruption = Interruption(run)
    self.interruption = interruption
    sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
      // The default action would come before the source's. Who had the signal ignored, as nohup
      // does, wants it to stay so.
      let before = unsafeBitCast(signal(number, SIG_IGN), to: Int.self)
      guard before != unsafeBitCast(SIG_IGN, to: Int.self) else { return nil }
      let source = DispatchSource.makeSignalSource(signal: number, queue: interruption.queue)
      source.setEventHandler { interruption.received(number) }
      source.resume()
      return source
    }
  }
}

/// How far the user has gone in stopping a run.
private final class Interruption: Sendable {
  /// Seconds that transfers in flight have after the first signal.
  private static let grace = 5

  let escalation = Monitor(Escalation())
  let queue = DispatchQueue(label: "swoop.signals")
  private let run: FetchRun

  init(_ run: FetchRun) {
    self.run = run
  }

  func received(_ number: Int32) {
    switch escalation.withLock({ $0.step(after: number, now: .now) }) {
    case .nothing: break
    case .cancel:
      signal(number, SIG_DFL)
      run.cancel()
      Terminal.complain("ending transfers in flight")
    case .stop:
      // First, because a terminal that is stopped holds up whoever writes to it.
      run.stop()
      Terminal.complain(
        "stopping; transfers in flight have \(Interruption.grace) s, a second signal ends them now")
      queue.asyncAfter(deadline: .now() + .seconds(Interruption.grace)) { [run] in run.cancel() }
    }
  }
}

/// What a signal means, by those that came before it. Pure.
struct Escalation {
  enum Step {
    case nothing, stop, cancel
  }

  /// A signal to a whole group comes a second time from a script that passes it on.
  static let echo = Duration.milliseconds(100)

  private(set) var first: (number: Int32, at: Instant)?

  mutating func step(after number: Int32, now: Instant) -> Step {
    guard let first else {
      self.first = (number, now)
      return .stop
    }
    return first.at.duration(to: now) > Escalation.echo ? .cancel : .nothing
  }
}
