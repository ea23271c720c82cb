import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A thread of our own, for what blocks. Whoever starts it joins it.
final class Thread: @unchecked Sendable {
  // Unchecked: written once, before any other thread can have the object.
  private let handle: pthread_t

  /// Bytes of stack: libcurl with OpenSSL takes well under 100 KB, and thousands of threads may run.
  static let stackSize = 512 * 1024

  private static let running = Atomic(0)
  private static let most = Atomic(0)

  /// The most threads of this kind that have run at once.
  static var mostAtOnce: Int { most.load(ordering: .relaxed) }

  /// - Throws: `Errno` when the system gives no more threads.
  init(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, Thread.stackSize)
    defer { pthread_attr_destroy(&attributes) }

    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let context = Unmanaged.passRetained(Work(body))
    let code = pthread_create(&thread, &attributes, runBody, context.toOpaque())
    #if canImport(Darwin)
      guard code == 0, let thread else {
        context.release()
        throw Errno(code: code)
      }
    #else
      guard code == 0 else {
        context.release()
        throw Errno(code: code)
      }
    #endif
    handle = thread
  }

  fileprivate static func counted(_ body: () -> Void) {
    let count = running.wrappingAdd(1, ordering: .relaxed).newValue
    most.max(count, ordering: .relaxed)
    body()
    running.wrappingSubtract(1, ordering: .relaxed)
  }

  /// Lets the calling thread sleep.
  static func pause(microseconds: UInt32) {
    usleep(microseconds)
  }

  /// Waits until the thread has ended, and frees it. To be called once.
  func join() {
    pthread_join(handle, nil)
  }

  /// Lets the thread free itself when it ends. To be called once, in place of `join`.
  func detach() {
    pthread_detach(handle)
  }
}

private final class Work: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = { Thread.counted(run) }
  }
}

#if canImport(Darwin)
  private func runBody(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
#else
  private func runBody(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
#endif
