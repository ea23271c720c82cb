#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The one owner of an open file, which is closed at its end; standard streams are only borrowed.
struct FileDescriptor: ~Copyable {
  let number: Int32
  private let isBorrowed: Bool

  private init(number: Int32, isBorrowed: Bool) {
    self.number = number
    self.isBorrowed = isBorrowed
  }

  deinit {
    if !isBorrowed { close(number) }
  }

  static var standardInput: FileDescriptor { FileDescriptor(number: 0, isBorrowed: true) }
  static var standardOutput: FileDescriptor { FileDescriptor(number: 1, isBorrowed: true) }

  /// Opens a file for reading. A FIFO is opened without waiting for its writer; `readAvailable` waits.
  static func reading(_ path: String) throws(Errno) -> FileDescriptor {
    try opening(path, O_RDONLY | O_NONBLOCK)
  }

  /// Opens a file with the flags of open(2), `O_CLOEXEC` added; a new file may be read by all.
  static func opening(_ path: String, _ flags: Int32) throws(Errno) -> FileDescriptor {
    let number = open(path, flags | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw .last }
    return FileDescriptor(number: number, isBorrowed: false)
  }

  /// Both ends of a new pipe.
  static func makePipe() throws(Errno) -> Pipe {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return Pipe(
      read: FileDescriptor(number: ends[0], isBorrowed: false),
      write: FileDescriptor(number: ends[1], isBorrowed: false))
  }

  struct Pipe: ~Copyable {
    let read: FileDescriptor
    let write: FileDescriptor
  }

  /// Writes all of the bytes, and waits where the descriptor is full and does not block.
  func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let slice = UnsafeRawBufferPointer(rebasing: rest)
      let count = write(number, slice.baseAddress, slice.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch Errno.last {
      case .interrupted: continue
      case .wouldBlock: try waitUntilWritable()
      case let error: throw error
      }
    }
  }

  /// Reads what is there into the buffer, and waits until something is.
  ///
  /// - Parameter stop: a descriptor that ends the wait when it can be read.
  /// - Returns: the number of bytes; 0 at the end of the file; nil when `stop` ended the wait.
  func readAvailable(
    into buffer: UnsafeMutableRawBufferPointer, unless stop: borrowing FileDescriptor
  ) throws(Errno) -> Int? {
    while true {
      var polled = [
        pollfd(fd: number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stop.number, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&polled, nfds_t(polled.count), -1) >= 0 else {
        switch Errno.last {
        case .interrupted: continue
        case let error: throw error
        }
      }
      guard polled[1].revents == 0 else { return nil }
      let count = read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch Errno.last {
      case .interrupted, .wouldBlock: continue
      case let error: throw error
      }
    }
  }

  private func waitUntilWritable() throws(Errno) {
    var polled = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
    guard poll(&polled, 1, -1) >= 0 || Errno.last == .interrupted else { throw .last }
  }
}

extension FileDescriptor {
  /// Whether nothing is lost by writing to it: an empty file, or none that keeps what it holds.
  var isEmptyOrSpecial: Bool {
    var status = stat()
    guard fstat(number, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG || status.st_size == 0
  }
}
