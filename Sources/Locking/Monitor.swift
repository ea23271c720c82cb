#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A value behind a lock, on whose changes threads can wait.
///
/// It is used instead of `Synchronization.Mutex`, which on Linux spins before it sleeps: with more
/// threads than cores that took a sixth of a run's CPU. The thread sanitizer does not see it lock,
/// either.
///
/// Waiting is for threads only: a task that waited here would hold up every other task of its thread.
package final class Monitor<Value: ~Copyable>: @unchecked Sendable {
  // Unchecked: `value` is only touched between lock and unlock of `mutex`.
  @usableFromInline var value: Value
  // On the heap, because both must keep the address under which other threads wait.
  @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
  @usableFromInline let changed: UnsafeMutablePointer<pthread_cond_t>

  package init(_ value: consuming sending Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    #if canImport(Darwin)
      pthread_cond_init(changed, nil)
    #else
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      // That of `Instant`. The default, the wall clock, may be set back and forth.
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(changed, &attributes)
      pthread_condattr_destroy(&attributes)
    #endif
  }

  deinit {
    pthread_cond_destroy(changed)
    changed.deinitialize(count: 1)
    changed.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
  }

  /// Reads or changes the value, and wakes nobody.
  @inlinable
  package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }

  /// Changes the value, and wakes all who wait.
  @inlinable
  package func update<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    defer { notify() }
    return try withLock(body)
  }

  /// Wakes all who wait.
  @inlinable
  package func notify() {
    pthread_cond_broadcast(changed)
  }

  /// Wakes one of those who wait, all of which wait for the same.
  @inlinable
  package func notifyOne() {
    pthread_cond_signal(changed)
  }

  /// Blocks until `body` answers; it is asked again after each update.
  @inlinable
  package func wait<Result>(for body: (inout Value) throws -> Result?) rethrows -> Result {
    try watch { value in
      try body(&value).map { .found($0) } ?? .lookAgain(by: nil)
    }
  }

  /// Blocks until `body` has found what it looks for; it is asked again after each update, and when
  /// the time that it names has come.
  @inlinable
  package func watch<Result>(_ body: (inout Value) throws -> Look<Result>) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      // An access of its own each time: one that spanned the wait would be exclusive meanwhile, and
      // the optimiser would not look for other threads' changes.
      switch try body(&value) {
      case .found(let result): return result
      case .lookAgain(by: nil): pthread_cond_wait(changed, mutex)
      case .lookAgain(by: let instant?): wait(until: instant)
      }
    }
  }

  @usableFromInline
  func wait(until instant: Instant) {
    #if canImport(Darwin)
      let left = max(0, instant.nanoseconds - Instant.now.nanoseconds)
      var time = timespec(tv_sec: left / 1_000_000_000, tv_nsec: left % 1_000_000_000)
      pthread_cond_timedwait_relative_np(changed, mutex, &time)
    #else
      var time = timespec(
        tv_sec: instant.nanoseconds / 1_000_000_000, tv_nsec: instant.nanoseconds % 1_000_000_000)
      pthread_cond_timedwait(changed, mutex, &time)
    #endif
  }
}

/// What a thread that waits for a change has seen.
package enum Look<Result> {
  case found(Result)
  /// Not what it waits for; after the next change, or at this time if there is one, it may be.
  case lookAgain(by: Instant?)
}
