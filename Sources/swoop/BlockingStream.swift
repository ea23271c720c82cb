#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// read(2) and write(2) on descriptors that others own, gone on with after signals.
enum BlockingStream {
  /// - Parameter body: gets all that comes until the end, block by block.
  /// - Returns: false when it can't be read any more, for the reason in `errno`.
  static func read(
    from descriptor: Int32, _ body: (ArraySlice<UInt8>) throws -> Void
  ) rethrows -> Bool {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = block.withUnsafeMutableBytes { sysread(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        try body(block[..<count])
      } else if count == 0 || errno != EINTR {
        return count == 0
      }
    }
  }

  /// - Returns: false when not all could be written, for the reason in `errno`.
  static func write(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { syswrite(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return true
  }
}

// Names that the methods hide.
private let sysread = read
private let syswrite = write
