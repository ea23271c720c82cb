import Locking
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The terminal of standard error, where a block of lines stands below all that is written.
///
/// Whoever writes, here or to standard output on the same terminal, has the block taken away first; it
/// comes back below, once what was written has ended its line.
final class Screen: SharedScreen {
  enum Stream {
    case output, error

    var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }
  }

  static let shared = Screen()

  /// A line of the block.
  struct Line: Hashable {
    /// With the codes of its colours.
    var text: String
    /// How many it takes.
    var columns: Int
  }

  fileprivate struct State {
    /// What the block is to show; empty: there is none.
    var block: [Line] = []
    /// What of it is on the screen.
    var drawn: [Line] = []
    /// Whether what was written last has not ended its line.
    var isInLine = false
    /// Those that are writing.
    var writers = 0
    /// Whether the terminal was asked to show nothing for now.
    var isHeld = false
  }

  private let state = Monitor(State())

  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.descriptor) == 1 }

  /// Whether another program reads what is written there, which may write to the same terminal.
  static func isPipe(_ stream: Stream) -> Bool {
    var status = stat()
    return fstat(stream.descriptor, &status) == 0
      && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }

  /// Whether the terminal can't move its cursor.
  static var isDumb: Bool {
    let name = ProcessInfo.processInfo.environment["TERM", default: ""]
    return name.isEmpty || name == "dumb"
  }

  /// A terminal's size; 80 by 24 where it doesn't say.
  static func size(of stream: Stream) -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : 24)
  }

  /// Whether the terminal is the program's own to draw on: it runs in the foreground there, or it is no
  /// terminal of a session.
  static var isForeground: Bool {
    let group = tcgetpgrp(STDERR_FILENO)
    return group == -1 || group == getpgrp()
  }

  /// Shows these lines as the block, each shorter than the terminal is wide; none: takes it away.
  func show(_ lines: [Line]) {
    state.withLock { state in
      state.block = lines
      guard state.writers == 0, !state.isInLine else { return }
      state.redraw()
    }
  }

  /// Writes lines for people to standard error, above the block.
  func say(_ text: String) {
    let isInLine = state.withLock { state in
      state.begin()
      return state.isInLine
    }
    Screen.put((isInLine ? "\n" : "") + text + "\n")
    didWrite(last: UInt8(ascii: "\n"))
  }

  // The lock is not held while others write: who reads their output slowly would hold up all.

  func willWrite() {
    state.withLock { $0.begin() }
  }

  func didWrite(last: UInt8) {
    state.withLock { state in
      state.isInLine = last != UInt8(ascii: "\n")
      state.end()
    }
  }

  fileprivate static func put(_ text: String) {
    // Whoever closed standard error does not want to hear.
    _ = BlockingStream.write(text.utf8, to: STDERR_FILENO)
  }
}

// The control functions are those of ECMA-48: CUU, EL and ED. Mode 2026, synchronized output, keeps
// terminals that know it from showing the screen between taking the block away and drawing it again.
extension Screen.State {
  mutating func begin() {
    writers += 1
    guard !drawn.isEmpty else { return }
    guard Screen.isForeground else { return drawn = [] }
    Screen.put("\u{1B}[?2026h" + toTop() + "\u{1B}[J")
    drawn = []
    isHeld = true
  }

  mutating func end() {
    writers -= 1
    // Below a line that is not whole there is no place for it.
    if writers == 0, !isInLine { redraw() }
    guard isHeld, writers == 0 else { return }
    Screen.put("\u{1B}[?2026l")
    isHeld = false
  }

  /// In one piece, and over what is there: what is first erased and then drawn again flickers.
  mutating func redraw() {
    // What a shell in the foreground has on the screen is not ours to draw on.
    guard Screen.isForeground else { return drawn = [] }
    guard !(block.isEmpty && drawn.isEmpty) else { return }
    let lines = block.map { $0.text + "\u{1B}[K\n" }.joined()
    Screen.put(toTop() + lines + (drawn.isEmpty ? "" : "\u{1B}[J"))
    drawn = block
  }

  /// From the line below the block to its first one. In a terminal that has become narrower since, a
  /// line may take several. Most wrap what is there anew; one that cuts it loses as many lines above the
  /// block instead, on the screen alone.
  private func toTop() -> String {
    guard !drawn.isEmpty else { return "" }
    let width = Screen.size(of: .error).columns
    let rows = drawn.reduce(0) { $0 + max(1, ($1.columns + width - 1) / width) }
    return "\r\u{1B}[\(rows)A"
  }
}
