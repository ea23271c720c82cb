#if os(Linux)
  internal import CCurl
  internal import CEpoll
  import Glibc
  import Locking

  func makeEventDriver(
    _ pointer: UnsafeMutableRawPointer
  ) throws(CurlError) -> (any MultiDriver)? {
    // curl#14280, #14898, #17473, #21547, #22282: transfers that hang.
    let unfit: Set<UInt32> = [0x080900, 0x080a00, 0x080e00, 0x081400, 0x081500]
    return unfit.contains(CurlLibrary.version) ? nil : try EpollDriver(pointer)
  }

  /// Waits with epoll, and tells libcurl which sockets are ready: what waits costs nothing, which is
  /// what counts where thousands do.
  ///
  /// A readiness that is not delivered would be a transfer that hangs, so that each wait begins with
  /// what libcurl wants by then.
  final class EpollDriver: MultiDriver {
    private let pointer: UnsafeMutableRawPointer
    private let epoll: Int32
    private let wakeUps: Int32
    let waker: MultiHandle.Waker
    private var interests = SocketInterests()
    /// When libcurl wants to be called, whatever happens.
    private var alarm: Instant?
    private var events: [epoll_event]
    private var readyCount = 0

    private static let eventsAtOnce = 256
    /// No socket has it.
    private static let wakeUpData = UInt64.max

    init(_ pointer: UnsafeMutableRawPointer) throws(CurlError) {
      let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
      let wakeUps = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
      var event = epoll_event(
        events: EPOLLIN.rawValue, data: epoll_data_t(u64: EpollDriver.wakeUpData))
      guard epoll >= 0, wakeUps >= 0, epoll_ctl(epoll, EPOLL_CTL_ADD, wakeUps, &event) == 0 else {
        if epoll >= 0 { close(epoll) }
        if wakeUps >= 0 { close(wakeUps) }
        throw .outOfMemory("watch sockets")
      }
      self.pointer = pointer
      self.epoll = epoll
      self.wakeUps = wakeUps
      events = Array(repeating: epoll_event(), count: EpollDriver.eventsAtOnce)
      waker = MultiHandle.Waker { _ = eventfd_write(wakeUps, 1) }
      let data = Unmanaged.passUnretained(self).toOpaque()
      try check(ccurl_multi_on_socket(pointer, socketCallback, data), "set the sockets' callback")
      try check(ccurl_multi_on_timer(pointer, timerCallback, data), "set the timer's callback")
    }

    deinit {
      close(epoll)
      close(wakeUps)
    }

    func perform() throws(CurlError) {
      // libcurl changes interests, not events, while it is called.
      let ready = events[..<readyCount]
      readyCount = 0
      for event in ready { try deliver(event) }
      guard let due = alarm, due <= .now else { return }
      alarm = nil
      try act(on: CURL_SOCKET_TIMEOUT, 0)
    }

    func wait(milliseconds: Int32) throws(CurlError) {
      for change in interests.takeChanges() { try tell(change) }
      try waitForEvents(atMost: min(milliseconds, millisecondsLeft))
    }

    private func waitForEvents(atMost milliseconds: Int32) throws(CurlError) {
      let count = epoll_wait(
        epoll, &events, Int32(events.count), milliseconds)
      guard count >= 0 || errno == EINTR else { throw .outOfMemory("wait for its sockets") }
      readyCount = max(0, Int(count))
      // Here, because nobody may come by to see it: it would end all waits to come.
      if events[..<readyCount].contains(where: { $0.data.u64 == EpollDriver.wakeUpData }) {
        var count: eventfd_t = 0
        eventfd_read(wakeUps, &count)
      }
    }

    func opened(_ socket: Int32) {
      interests.opened(socket)
    }

    // MARK: What libcurl calls

    fileprivate func want(_ what: Int32, of socket: Int32) {
      let events: UInt32 =
        switch what {
        case CURL_POLL_IN: EPOLLIN.rawValue
        case CURL_POLL_OUT: EPOLLOUT.rawValue
        case CURL_POLL_INOUT: EPOLLIN.rawValue | EPOLLOUT.rawValue
        default: 0
        }
      interests.want(events, of: socket)
    }

    fileprivate func setAlarm(milliseconds: Int) {
      alarm = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }

    // MARK: What the kernel is told

    private var millisecondsLeft: Int32 {
      guard let alarm else { return .max }
      let left = Instant.now.duration(to: alarm) / .milliseconds(1)
      // Up, because an alarm that is looked at too early is one that turns the loop for nothing.
      return Int32(clamping: Int(max(0, left.rounded(.up))))
    }

    private func tell(_ change: SocketInterests.Change) throws(CurlError) {
      let data =
        UInt64(change.key.generation) << 32 | UInt64(UInt32(bitPattern: change.key.socket))
      var event = epoll_event(events: change.events, data: epoll_data_t(u64: data))
      func control(_ operation: Int32) -> Int32 {
        epoll_ctl(epoll, operation, change.key.socket, &event) == 0 ? 0 : errno
      }
      var result = control(change.isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD)
      if result == ENOENT { result = control(EPOLL_CTL_ADD) }
      if result == EEXIST { result = control(EPOLL_CTL_MOD) }
      // One that is closed will not be waited for.
      guard result == 0 || result == EBADF else { throw .outOfMemory("watch a socket") }
      interests.told(change)
    }

    private func deliver(_ event: epoll_event) throws(CurlError) {
      guard event.data.u64 != EpollDriver.wakeUpData else { return }
      let key = SocketInterests.Key(
        socket: Int32(bitPattern: UInt32(truncatingIfNeeded: event.data.u64)),
        generation: UInt32(event.data.u64 >> 32))
      switch interests.ready(key) {
      case .ignore: break
      case .drop:
        // It may have been closed and be another's by now, which is not in here.
        epoll_ctl(epoll, EPOLL_CTL_DEL, key.socket, nil)
      case .deliver:
        var ready: Int32 = 0
        if event.events & EPOLLIN.rawValue != 0 { ready |= CURL_CSELECT_IN }
        if event.events & EPOLLOUT.rawValue != 0 { ready |= CURL_CSELECT_OUT }
        if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 {
          ready |= CURL_CSELECT_ERR
        }
        try act(on: key.socket, ready)
      }
    }

    private func act(on socket: curl_socket_t, _ ready: Int32) throws(CurlError) {
      var running: Int32 = 0
      try check(curl_multi_socket_action(pointer, socket, ready, &running), "drive its transfers")
    }
  }

  // libcurl hands back the pointer that it was given, to a driver that outlives the multi handle.
  private func driver(_ data: UnsafeMutableRawPointer?) -> EpollDriver? {
    data.map { Unmanaged<EpollDriver>.fromOpaque($0).takeUnretainedValue() }
  }

  private let socketCallback: curl_socket_callback = { _, socket, what, data, _ in
    driver(data)?.want(what, of: socket)
    return 0
  }

  private let timerCallback: curl_multi_timer_callback = { _, milliseconds, data in
    driver(data)?.setAlarm(milliseconds: milliseconds)
    return 0
  }
#endif
