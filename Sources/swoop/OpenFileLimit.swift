import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How many descriptors the process may have: a transfer takes some, and one too many looks like a
/// host that can't be reached.
enum OpenFileLimit {
  /// Descriptors for lists, outputs and what the runtime itself opens.
  private static let reserve = 32

  /// With fewer, one that is missing may be the runtime's, which ends the program then.
  private static let least = 24

  /// Raises the soft limit to the hard one, and lowers the concurrency where that is not enough.
  ///
  /// - Throws: the exit status, where there are too few for any.
  static func fit(_ options: inout FetchOptions, _ outputs: Outputs) throws {
    let limit = raise()
    guard limit >= least else {
      Terminal.complain("\(limit) files may be open; at least \(least) are needed (ulimit -n)")
      throw ExitStatus.systemError
    }
    // A large body is written to its file as it comes.
    let filesPerTransfer = outputs.directory == nil ? 0 : 1
    let most =
      (1...options.concurrency).last { concurrency in
        var lowered = options
        lowered.concurrency = concurrency
        return lowered.descriptors + filesPerTransfer * concurrency <= limit - reserve
      } ?? 1
    guard options.concurrency > most else { return }
    Terminal.complain(
      "--concurrency lowered from \(options.concurrency) to \(most): \(limit) files may be open")
    options.concurrency = most
  }

  private static func raise() -> Int {
    #if canImport(Darwin)
      let files = RLIMIT_NOFILE
    #else
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return .max }
    let soft = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(files, &limit) == 0 else { return Int(clamping: soft) }
    return Int(clamping: limit.rlim_cur)
  }
}
