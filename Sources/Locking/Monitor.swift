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
package final class Monitor<Value>: @unchecked Sendable {
  // Unchecked: `value` is only touched between lock and unlock of `mutex`.
  @usableFromInline var value: Value
  // On the heap, because both must keep the address under which other threads wait.
  @usableFromInline let mutex: UnsafeMutablePointer<pthread_mutex_t>
  @usableFromInline let changed: UnsafeMutablePointer<pthread_cond_t>

  package init(_ value: sending Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    pthread_cond_init(changed, nil)
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

  /// Blocks until `body` answers; it is asked again after each update.
  @inlinable
  package func wait<Result>(for body: (inout Value) throws -> Result?) rethrows -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      // An access of its own each time: one that spanned the wait would be exclusive meanwhile, and
      // the optimiser would not look for other threads' changes.
      if let result = try body(&value) { return result }
      pthread_cond_wait(changed, mutex)
    }
  }
}
