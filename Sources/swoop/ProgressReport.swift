import Dispatch
import Locking
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Shows how far a run is while it runs, on a queue of its own, which only looks.
struct ProgressReport {
  enum Kind {
    /// A block at the bottom of the terminal, drawn anew a few times a second.
    case block
    /// A line now and then.
    case lines
  }

  private let queue = DispatchQueue(label: "swoop.progress")
  // Held, because a source ends with its last reference.
  private let timer: any DispatchSourceTimer
  private let signals: [any DispatchSourceSignal]

  init(_ run: FetchRun, _ kind: Kind, _ style: TextStyle) {
    let reporter = Reporter(run, style)
    timer = DispatchSource.makeTimerSource(queue: queue)
    switch kind {
    case .block:
      // What is over at once needs no block.
      timer.schedule(deadline: .now() + .milliseconds(400), repeating: .milliseconds(200))
      timer.setEventHandler { reporter.show() }
      signals = [ProgressReport.stops(on: queue)].compactMap(\.self)
    case .lines:
      timer.schedule(deadline: .now() + .seconds(10), repeating: .seconds(10))
      timer.setEventHandler { reporter.say() }
      signals = []
    }
    timer.resume()
  }

  /// Takes the block away; nothing is shown any more.
  func end() {
    timer.cancel()
    for source in signals { source.cancel() }
    // What is being drawn now is drawn before it is taken away.
    queue.sync {}
    Screen.shared.show([])
  }

  /// Ctrl-Z: takes the block away, so that the shell finds no part of it, and only then stops. The next
  /// look after the program goes on draws it again.
  private static func stops(on queue: DispatchQueue) -> (any DispatchSourceSignal)? {
    let before = unsafeBitCast(signal(SIGTSTP, SIG_IGN), to: Int.self)
    guard before != unsafeBitCast(SIG_IGN, to: Int.self) else { return nil }
    let source = DispatchSource.makeSignalSource(signal: SIGTSTP, queue: queue)
    source.setEventHandler {
      Screen.shared.show([])
      stop()
    }
    source.setCancelHandler { signal(SIGTSTP, SIG_DFL) }
    source.resume()
    return source
  }
}

/// Stops the program by the signal's own default action, which leaves alone whom no shell could make go on.
private func stop() {
  signal(SIGTSTP, SIG_DFL)
  var (set, before) = (sigset_t(), sigset_t())
  sigemptyset(&set)
  sigaddset(&set, SIGTSTP)
  pthread_sigmask(SIG_UNBLOCK, &set, &before)
  pthread_kill(pthread_self(), SIGTSTP)
  pthread_sigmask(SIG_SETMASK, &before, nil)
  signal(SIGTSTP, SIG_IGN)
}

private final class Reporter: Sendable {
  private let run: FetchRun
  private let style: TextStyle
  private let meter = Monitor(ProgressMeter(now: .now))

  init(_ run: FetchRun, _ style: TextStyle) {
    self.run = run
    self.style = style
  }

  func show() {
    let (progress, pace) = look()
    let size = Screen.size(of: .error)
    let view = ProgressView(style: style, width: size.columns)
    Screen.shared.show(Array(view.block(progress, pace).prefix(max(1, size.rows - 1))))
  }

  func say() {
    let (progress, pace) = look()
    Terminal.say("swoop: " + ProgressView.line(progress, pace))
  }

  private func look() -> (FetchRun.Progress, ProgressMeter.Pace) {
    let progress = run.progress
    return (progress, meter.withLock { $0.look(progress, now: .now) })
  }
}
