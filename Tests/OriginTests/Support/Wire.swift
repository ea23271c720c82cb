import Foundation
import Origin

/// A connection to a server, byte by byte.
final class Wire {
  enum End { case closed, reset }

  private let descriptor: Int32

  init(_ origin: Origin) throws {
    descriptor = Self.makeSocket()
    // Only so that a test that would wait for ever fails.
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = UInt16(origin.port).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if code != 0 { throw Self.failure() }
  }

  deinit { close(descriptor) }

  /// Sends a request that says nothing about the connection, so that it is to stay.
  func ask(_ path: String, method: String = "GET") throws {
    var rest = Array("\(method) \(path) HTTP/1.1\r\nHost: origin.test\r\n\r\n".utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, 0) }
      if count < 0 { throw Self.failure() }
      rest = rest.dropFirst(count)
    }
  }

  /// The next bytes: so many of them, or all there are before the end.
  func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, try read(into: &bytes, limit: count - bytes.count) == nil {}
    return bytes
  }

  /// All bytes that are left, and how the connection ended.
  func readToEnd() throws -> (bytes: [UInt8], end: End) {
    var bytes: [UInt8] = []
    while true {
      if let end = try read(into: &bytes, limit: 65536) { return (bytes, end) }
    }
  }

  private func read(into bytes: inout [UInt8], limit: Int) throws -> End? {
    var wasReset = false
    let piece = try [UInt8](unsafeUninitializedCapacity: min(limit, 65536)) { buffer, count in
      let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      wasReset = received < 0 && errno == ECONNRESET
      if received < 0, !wasReset { throw Self.failure() }
      count = max(0, received)
    }
    bytes += piece
    return wasReset ? .reset : piece.isEmpty ? .closed : nil
  }

  private static func failure() -> POSIXError {
    POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
  }

  private static func makeSocket() -> Int32 {
    #if canImport(Darwin)
      socket(AF_INET, SOCK_STREAM, 0)
    #else
      socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
  }
}

/// Waits until something is so that another thread brings about; it gives up after 20 seconds.
func eventually(_ condition: () -> Bool) async -> Bool {
  let deadline = ContinuousClock.now + .seconds(20)
  while !condition() {
    guard ContinuousClock.now < deadline else { return false }
    await Task.yield()
  }
  return true
}
