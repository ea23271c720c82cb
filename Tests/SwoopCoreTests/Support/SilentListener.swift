import Foundation

/// A socket that accepts connections and never says a word.
final class SilentListener: Sendable {
  let port: Int
  let descriptor: Int32

  init() throws {
    let descriptor = SilentListener.makeSocket()
    self.descriptor = descriptor
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var address = SilentListener.address(port: 0)
    let code = SilentListener.withSocketAddress(&address) { pointer in
      bind(descriptor, pointer, length) == 0 && listen(descriptor, 16) == 0
        ? getsockname(descriptor, pointer, &length) : -1
    }
    guard code == 0 else { throw CocoaError(.fileReadUnknown) }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit {
    close(descriptor)
  }

  /// A new connection to a port of 127.0.0.1; -1 when there is none to be had.
  static func connect(to port: Int) -> Int32 {
    let descriptor = makeSocket()
    var address = address(port: port)
    let code = withSocketAddress(&address) { pointer in
      Foundation.connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard code != 0 else { return descriptor }
    close(descriptor)
    return -1
  }

  static func makeSocket() -> Int32 {
    #if canImport(Darwin)
      socket(AF_INET, SOCK_STREAM, 0)
    #else
      socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
  }

  static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    address.sin_port = UInt16(port).bigEndian
    return address
  }

  static func withSocketAddress(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Int32
  ) -> Int32 {
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
  }
}
