#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the program has taken of the machine so far (getrusage(2); proc(5) for memory).
public struct ProcessUsage: Hashable, Sendable {
  /// The most memory that was resident at once, in bytes.
  public let peakMemory: Int
  /// Time of the processor in the process itself, of all its threads.
  public let userTime: Duration
  /// Time of the processor in the system, on its behalf.
  public let systemTime: Duration
  /// How often a thread gave the processor away, or had it taken away.
  public let contextSwitches: Int
  /// The most threads that its runs had at once, the caller's included and the system's own left out.
  public let threads: Int

  /// As it is now.
  public static var now: ProcessUsage {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      let peakMemory = usage.ru_maxrss
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      let peakMemory = peakOfProgram ?? usage.ru_maxrss * 1024
    #endif
    return ProcessUsage(
      peakMemory: peakMemory, userTime: Duration(usage.ru_utime),
      systemTime: Duration(usage.ru_stime),
      contextSwitches: usage.ru_nvcsw + usage.ru_nivcsw, threads: Thread.mostAtOnce + 1)
  }
}

extension Duration {
  fileprivate init(_ time: timeval) {
    self = .seconds(Int(time.tv_sec)) + .microseconds(Int(time.tv_usec))
  }
}
