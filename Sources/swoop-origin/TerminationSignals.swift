import Dispatch

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// SIGINT and SIGTERM, caught from when this is made to the process's end.
struct TerminationSignals: Sendable {
  private let arrivals: AsyncStream<Int32>

  init() {
    arrivals = AsyncStream { continuation in
      for number in [SIGINT, SIGTERM] {
        // A dispatch source only sees signals whose default action is off.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        // The handler holds its source, which would end with its last reference.
        source.setEventHandler { [source] in
          continuation.yield(source.isCancelled ? 0 : number)
        }
        source.resume()
      }
    }
  }

  /// Returns when one of them arrives, or at once if one has.
  func first() async {
    for await _ in arrivals { return }
  }
}
