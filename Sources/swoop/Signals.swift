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
  var received: Int32? { interruption.first.withLock { $0 } }

  init(interrupting run: FetchRun) {
    // A closed pipe shows as an error where it is written to.
    signal(SIGPIPE, SIG_IGN)
    // And so does a file that reaches the largest size allowed.
    signal(SIGXFSZ, SIG_IGN)
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
  /// A signal to a whole group comes a second time from a script that passes it on.
  private static let echo = Duration.milliseconds(100)

  let first = Monitor<Int32?>(nil)
  /// Of the first; looked at in `queue` alone.
  nonisolated(unsafe) private var at = ContinuousClock.now
  let queue = DispatchQueue(label: "swoop.signals")
  private let run: FetchRun

  init(_ run: FetchRun) {
    self.run = run
  }

  func received(_ number: Int32) {
    let isFirst = first.withLock { first in
      defer { first = first ?? number }
      return first == nil
    }
    guard isFirst else {
      guard at.duration(to: .now) > Interruption.echo else { return }
      signal(number, SIG_DFL)
      run.cancel()
      Terminal.complain("ending transfers in flight")
      return
    }
    at = .now
    // First, because a terminal that is stopped holds up whoever writes to it.
    run.stop()
    Terminal.complain(
      "stopping; transfers in flight have \(Interruption.grace) s, a second signal ends them now")
    queue.asyncAfter(deadline: .now() + .seconds(Interruption.grace)) { [run] in run.cancel() }
  }
}
