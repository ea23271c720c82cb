#if os(Linux)
  extension ProcessUsage {
    /// The most memory that the program had, in bytes (proc(5), `VmHWM`); nil where /proc is not there.
    ///
    /// getrusage(2) goes on counting from before the process became this program: what started it may have
    /// been larger than it ever gets.
    static var peakOfProgram: Int? {
      let name = "VmHWM:"
      guard let file = try? FileDescriptor.reading("/proc/self/status") else { return nil }
      let text = String(unsafeUninitializedCapacity: 4096) { buffer in
        (try? file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)) ?? 0
      }
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      let kilobytes = line?.dropFirst(name.count).split { !$0.isNumber }.first.flatMap { Int($0) }
      return kilobytes.map { $0 * 1024 }
    }
  }
#endif
