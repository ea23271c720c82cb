import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A run of this program in a process of its own, so that memory and threads are its alone.
struct Child {
  /// The exit status; 128 and the signal's number, where one ended it.
  let status: Int32
  /// What it wrote to standard error.
  let errors: [UInt8]

  /// The process that runs; 0: none.
  private static let running = Atomic<pid_t>(0)

  private static func passOn(_ number: Int32) {
    let process = running.load(ordering: .relaxed)
    if process > 0 { kill(process, number) }
  }

  /// Runs it to its end. Standard output is nothing.
  ///
  /// - Parameter input: a descriptor for its standard input; nil: that is nothing, too.
  ///
  /// Ctrl-C reaches it, too, and SIGTERM is passed on to it; it is its end that decides.
  static func run(
    _ arguments: [String], input: Int32? = nil
  ) throws(CannotStart) -> Child {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw CannotStart(code: errno) }
    let beforeInterrupt = signal(SIGINT, SIG_IGN)
    let beforeEnd = signal(SIGTERM) { Child.passOn($0) }
    // A parent may have blocked it, as threads of queues do.
    var passed = sigset_t()
    sigemptyset(&passed)
    sigaddset(&passed, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &passed, nil)
    defer {
      _ = signal(SIGINT, beforeInterrupt)
      _ = signal(SIGTERM, beforeEnd)
    }
    let result = Result { () throws(CannotStart) in
      try spawn(arguments, input: input, errors: ends)
    }
    close(ends[1])
    defer { close(ends[0]) }
    let process = try result.get()
    running.store(process, ordering: .relaxed)
    defer { running.store(0, ordering: .relaxed) }
    var errors: [UInt8] = []
    _ = BlockingStream.read(from: ends[0]) { errors += $0 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    let killer = status & 0x7F
    return Child(status: killer == 0 ? (status >> 8) & 0xFF : 128 + killer, errors: errors)
  }

  private static func spawn(
    _ arguments: [String], input: Int32?, errors: [Int32]
  ) throws(CannotStart) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO)
    for end in errors { posix_spawn_file_actions_addclose(&actions, end) }
    // What this process ignores meanwhile is not to be ignored by the other.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawnp(
      &process, CommandLine.arguments[0], &actions, &attributes, &words, environ)
    guard code == 0 else { throw CannotStart(code: code) }
    return process
  }

  struct CannotStart: Error, CustomStringConvertible {
    let code: Int32

    var description: String { "a run could not start: \(String(cString: strerror(code)))" }
  }
}
