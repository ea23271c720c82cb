#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Raises the limit of open files as far as the system lets it: a connection is one, and the usual
/// soft limit is 1024. Does what it can and is silent otherwise.
func raiseOpenFileLimit() {
  #if canImport(Darwin)
    let files = RLIMIT_NOFILE
  #else
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif
  var limit = rlimit()
  guard getrlimit(files, &limit) == 0 else { return }
  limit.rlim_cur = min(limit.rlim_max, 1 << 20)
  _ = setrlimit(files, &limit)
}
