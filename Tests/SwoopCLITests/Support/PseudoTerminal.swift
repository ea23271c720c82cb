import Foundation
import Testing

/// A terminal of a size of one's own, with a screen that shows what is written to it.
final class PseudoTerminal: @unchecked Sendable {
  // Unchecked: what changes is only touched inside `lock`.
  private let lock = NSLock()
  private var screen: ScreenEmulator
  private var bytes: [UInt8] = []
  private var shown = 0
  private let master: FileHandle
  let slave: FileHandle

  init(width: Int, height: Int = 24) throws {
    var (master, slave) = (Int32(-1), Int32(-1))
    var size = PseudoTerminal.size(width, height)
    try #require(openpty(&master, &slave, nil, nil, &size) == 0)
    for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.master = FileHandle(fileDescriptor: master, closeOnDealloc: true)
    self.slave = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    screen = ScreenEmulator(width: width, height: height)
  }

  /// All that was written.
  var text: String { lock.withLock { String(decoding: bytes, as: UTF8.self) } }

  /// What it shows, once a change is complete.
  var lines: [String] {
    while true {
      if let lines = lock.withLock({ screen.isHeld ? nil : screen.lines }) { return lines }
      usleep(100)
    }
  }

  var hasColors: Bool { lock.withLock { screen.hasColors } }

  var unknown: [String] { lock.withLock { screen.unknown } }

  var isWrapped: Bool { lock.withLock { screen.isWrapped } }

  /// Changes its size between two changes of what it shows.
  func resize(to width: Int, height: Int = 24) {
    lock.withLock {
      screen.resize(to: width)
      var size = PseudoTerminal.size(width, height)
      _ = ioctl(master.fileDescriptor, UInt(TIOCSWINSZ), &size)
    }
  }

  private static func size(_ width: Int, _ height: Int) -> winsize {
    winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
  }

  /// Runs `swoop` on it, with standard error and, unless it goes elsewhere, standard output there.
  ///
  /// - Returns: the exit status.
  func swoop(
    _ arguments: [String], environment: [String: String] = [:], output: FileHandle? = nil,
    whileRunning: @Sendable (Int32) async -> Void = { _ in }
  ) async throws -> Int32 {
    // A runner in the background has these ignored, which its children inherit.
    for number in [SIGINT, SIGTERM, SIGHUP, SIGTSTP] { signal(number, SIG_DFL) }
    let process = Process()
    process.executableURL = Command.binary
    process.arguments = arguments
    let standard = ["TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "", "NO_COLOR": ""]
    process.environment = Command.environment
      .merging(standard) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output ?? slave
    process.standardError = slave
    let ended = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      ended.continuation.yield(process.terminationStatus)
      ended.continuation.finish()
    }
    try process.run()
    Thread { [self] in readAll() }.start()
    await whileRunning(process.processIdentifier)
    var status: Int32 = -1
    for await code in ended.stream { status = code }
    // What it wrote last may still be on its way.
    let end = "\u{4}\u{4}"
    try slave.write(contentsOf: Data(end.utf8))
    #expect(await eventually { self.text.hasSuffix(end) })
    // With it, the reader ends.
    try slave.close()
    return status
  }

  private func readAll() {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(master.fileDescriptor, &buffer, buffer.count)
      guard count > 0 else { return }
      lock.withLock {
        bytes += buffer[..<count]
        // Up to the last whole character.
        guard let text = String(validating: bytes[shown...], as: UTF8.self) else { return }
        screen.feed(text.replacingOccurrences(of: "\u{4}", with: ""))
        shown = bytes.count
      }
    }
  }
}
