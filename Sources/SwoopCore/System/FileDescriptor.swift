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

  /// Takes over a descriptor that a system call has just given.
  init(owning number: Int32) {
    self.init(number: number, isBorrowed: false)
  }

  deinit {
    if !isBorrowed { _ = systemClose(number) }
  }

  static var standardInput: FileDescriptor { FileDescriptor(number: 0, isBorrowed: true) }
  static var standardOutput: FileDescriptor { FileDescriptor(number: 1, isBorrowed: true) }

  /// Opens a file for reading. A FIFO is opened without waiting for its writer; `readAvailable` waits.
  static func reading(_ path: String) throws(Errno) -> FileDescriptor {
    try opening(path, O_RDONLY | O_NONBLOCK)
  }

  /// Opens a file with the flags of open(2), `O_CLOEXEC` added.
  ///
  /// - Parameter mode: a new file's permissions, but for those that the umask takes away.
  static func opening(
    _ path: String, _ flags: Int32, mode: mode_t = 0o666
  ) throws(Errno) -> FileDescriptor {
    let number = open(path, flags | O_CLOEXEC, mode)
    guard number >= 0 else { throw .last }
    return FileDescriptor(owning: number)
  }

  /// Another descriptor of the same open file.
  func duplicate() throws(Errno) -> FileDescriptor {
    let number = fcntl(number, F_DUPFD_CLOEXEC, 0)
    guard number >= 0 else { throw .last }
    return FileDescriptor(owning: number)
  }

  /// Both ends of a new pipe.
  static func makePipe() throws(Errno) -> Pipe {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return Pipe(
      read: FileDescriptor(owning: ends[0]), write: FileDescriptor(owning: ends[1]))
  }

  struct Pipe: ~Copyable {
    let read: FileDescriptor
    let write: FileDescriptor
  }

  /// Writes all of the bytes, and waits where the descriptor is full and does not block.
  func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var count = 0
    try writeAll(bytes, count: &count)
  }

  /// - Parameter written: grows by what was written, whether that was all or not.
  func writeAll(_ bytes: UnsafeRawBufferPointer, count written: inout Int) throws(Errno) {
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = write(number, rest.baseAddress, rest.count)
      if count >= 0 {
        written += count
        continue
      }
      switch Errno.last {
      case .interrupted: continue
      case .wouldBlock: try wait(for: POLLOUT)
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
      let count = systemRead(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch Errno.last {
      case .interrupted, .wouldBlock: continue
      case let error: throw error
      }
    }
  }

  /// Reads what is there into the buffer, and waits until something is.
  ///
  /// - Returns: the number of bytes; 0 at the end of the file.
  func readAvailable(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    while true {
      // A FIFO without a writer would seem to be at its end.
      try wait(for: POLLIN)
      let count = systemRead(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch Errno.last {
      case .interrupted, .wouldBlock: continue
      case let error: throw error
      }
    }
  }

  private func wait(for event: Int32) throws(Errno) {
    var polled = pollfd(fd: number, events: Int16(event), revents: 0)
    guard poll(&polled, 1, -1) >= 0 || Errno.last == .interrupted else { throw .last }
  }
}

extension FileDescriptor {
  /// Whether no more files can be opened, which libcurl takes for a host that can't be reached.
  static var areExhausted: Bool {
    do throws(Errno) {
      _ = try reading("/dev/null")
      return false
    } catch {
      return [EMFILE, ENFILE].contains(error.code)
    }
  }

  /// What the system says of the file.
  func status() throws(Errno) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw .last }
    return status
  }

  /// Closes the file; some file systems say only now that it could not be written.
  consuming func close() throws(Errno) {
    let number = number
    let isBorrowed = isBorrowed
    discard self
    guard !isBorrowed else { return }
    // Closed even when interrupted: a second call could hit another thread's new file.
    guard systemClose(number) == 0 || errno == EINTR else { throw .last }
  }

  /// Makes the file's permissions those of another.
  func takeMode(of other: borrowing FileDescriptor) throws(Errno) {
    guard fchmod(number, try other.status().st_mode & 0o7777) == 0 else { throw .last }
  }

  /// Waits until the file is on its disk.
  func synchronize() throws(Errno) {
    guard fsync(number) == 0 else { throw .last }
  }

  /// Cuts the file off, or fills it up with zeros.
  func truncate(to size: Int) throws(Errno) {
    guard ftruncate(number, off_t(size)) == 0 else { throw .last }
  }

  /// Reads at a place of the file.
  ///
  /// - Returns: the number of bytes; 0 at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Errno) -> Int {
    while true {
      let count = pread(number, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard Errno.last == .interrupted else { throw .last }
    }
  }

  /// Writes all of the bytes at a place of the file.
  func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Errno) {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = pwrite(number, rest.baseAddress, rest.count, off_t(offset + written))
      if count >= 0 {
        written += count
      } else if Errno.last != .interrupted {
        throw .last
      }
    }
  }

  /// Hands over all of the file from a place on, a block at a time.
  func forEachBlock(
    from start: Int = 0, _ body: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
    defer { block.deallocate() }
    var offset = start
    while true {
      let count = try read(into: block, at: offset)
      guard count > 0 else { return }
      try body(UnsafeRawBufferPointer(rebasing: block[..<count]))
      offset += count
    }
  }
}

// Within the type, its own functions of these names come before the system's.

private func systemClose(_ number: Int32) -> Int32 {
  close(number)
}

private func systemRead(_ number: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(number, buffer, count)
}
