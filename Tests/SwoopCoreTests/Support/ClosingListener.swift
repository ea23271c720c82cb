import Foundation

/// A socket that closes each connection as soon as the client has said something.
final class ClosingListener: Sendable {
  private let listener: SilentListener
  var port: Int { listener.port }

  init() throws {
    listener = try SilentListener()
    let descriptor = listener.descriptor
    Foundation.Thread {
      // Until the listener is shut down.
      while case let connection = accept(descriptor, nil, nil), connection >= 0 {
        var byte: UInt8 = 0
        _ = recv(connection, &byte, 1, 0)
        close(connection)
      }
    }.start()
  }

  deinit {
    shutdown(listener.descriptor, Int32(SHUT_RDWR))
  }
}
