import Foundation
import Locking

/// A SOCKS5 proxy (RFC 1928) that refuses every connection, or says that it stands and closes it when it has been sent
/// something; it remembers what was asked for.
final class SocksProxy: Sendable {
  private let listener: SilentListener
  private let asked = Monitor<[String]>([])
  var port: Int { listener.port }

  /// Addresses and names, in the order that they were asked for.
  var targets: [String] { asked.withLock { $0 } }

  init(feigns: Bool = false) throws {
    listener = try SilentListener()
    let (descriptor, asked) = (listener.descriptor, asked)
    Foundation.Thread {
      // Until the listener is shut down.
      while case let connection = accept(descriptor, nil, nil), connection >= 0 {
        SocksProxy.serve(connection, feigns) { target in asked.withLock { $0.append(target) } }
        close(connection)
      }
    }.start()
  }

  deinit {
    shutdown(listener.descriptor, Int32(SHUT_RDWR))
  }

  private static func serve(_ connection: Int32, _ feigns: Bool, _ record: (String) -> Void) {
    guard let greeting = read(2, from: connection), read(Int(greeting[1]), from: connection) != nil
    else { return }
    write([5, 0], to: connection)
    guard let request = read(4, from: connection) else { return }
    switch request[3] {
    case 1:
      guard let bytes = read(4, from: connection) else { return }
      record(bytes.map { "\($0)" }.joined(separator: "."))
    case 3:
      guard let count = read(1, from: connection), let name = read(Int(count[0]), from: connection)
      else { return }
      record(String(decoding: name, as: UTF8.self))
    default: record("type \(request[3])")
    }
    // Succeeded, or not allowed by the ruleset.
    write([5, feigns ? 0 : 2, 0, 1, 0, 0, 0, 0, 0, 0], to: connection)
    if feigns { _ = read(1, from: connection) }
  }

  private static func read(_ count: Int, from connection: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return recv(connection, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }

  private static func write(_ bytes: [UInt8], to connection: Int32) {
    _ = send(connection, bytes, bytes.count, 0)
  }
}
