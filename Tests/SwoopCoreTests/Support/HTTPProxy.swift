import Foundation
import Locking

/// A proxy for HTTP (RFC 9110 section 9.3.6, RFC 9112 section 3.2.2) that takes every host for 127.0.0.1, one request a
/// connection. It can be killed, and started again at the same port.
final class HTTPProxy: Sendable {
  enum Mood: Sendable {
    case well
    /// It says of all hosts that they can't be reached.
    case cutOff
    case wantsCredentials
    /// It says of all tunnels that they stand, and sends this in the place of what hosts would, requests in clear text
    /// included. Then it is silent.
    case feigns([UInt8])
    /// It says so, too, and goes on with header lines without end.
    case drones
    /// It takes connections, and closes them when it has been asked.
    case hangsUp
  }

  private struct State {
    var mood = Mood.well
    var listener: Int32 = -1
    var open: Set<Int32> = []
    var requests: [String] = []
  }

  let port: Int
  private let state = Monitor(State())

  /// The first lines of all requests.
  var requests: [String] { state.withLock { $0.requests } }

  init(_ mood: Mood = .well) throws {
    state.update { $0.mood = mood }
    let (listener, port) = try HTTPProxy.listen(port: 0)
    self.port = port
    serve(listener)
  }

  deinit {
    kill()
  }

  /// Closes all connections, and takes no more.
  func kill() {
    state.withLock { state in
      for descriptor in [state.listener] + state.open where descriptor >= 0 {
        shutdown(descriptor, Int32(SHUT_RDWR))
      }
      state.listener = -1
    }
  }

  /// After `kill`.
  func start() throws {
    serve(try HTTPProxy.listen(port: port).descriptor)
  }

  private static func listen(port: Int) throws -> (descriptor: Int32, port: Int) {
    let descriptor = SilentListener.makeSocket()
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var address = SilentListener.address(port: port)
    let code = SilentListener.withSocketAddress(&address) { pointer in
      bind(descriptor, pointer, length) == 0 && Foundation.listen(descriptor, 128) == 0
        ? getsockname(descriptor, pointer, &length) : -1
    }
    guard code == 0 else { throw CocoaError(.fileReadUnknown) }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  private func serve(_ listener: Int32) {
    let state = state
    state.update { $0.listener = listener }
    Foundation.Thread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        let mood = state.withLock { state in
          state.open.insert(client)
          return state.mood
        }
        Foundation.Thread {
          HTTPProxy.serve(client, mood, state)
          state.withLock { _ = $0.open.remove(client) }
          close(client)
        }.start()
      }
      close(listener)
    }.start()
  }

  private static func serve(_ client: Int32, _ mood: Mood, _ state: Monitor<State>) {
    guard let head = readHead(client), let line = head.split(separator: "\r\n").first else {
      return
    }
    state.withLock { $0.requests.append(String(line)) }
    let words = line.split(separator: " ")
    switch mood {
    case .hangsUp: return
    case .cutOff:
      return send(
        "HTTP/1.1 503 Gone\r\nContent-Length: 0\r\nProxy-Status: test; error=connection_refused\r\n\r\n",
        client)
    case .wantsCredentials:
      return send(
        "HTTP/1.1 407 Who?\r\nContent-Length: 0\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
        client)
    case .feigns(let bytes):
      if words[0] == "CONNECT" { send("HTTP/1.1 200 OK\r\n\r\n", client) }
      send(bytes[...], client)
      return waitForEnd(of: client)
    case .drones:
      send("HTTP/1.1 200 OK\r\n", client)
      while send(ArraySlice("X-Field: value\r\n".utf8), client) { usleep(1000) }
      return
    case .well: break
    }
    let isTunnel = words[0] == "CONNECT"
    let authority = isTunnel ? words[1] : words[1].dropFirst("http://".count).prefix { $0 != "/" }
    let port = authority.split(separator: ":").last.flatMap { Int($0) } ?? 80
    let server = SilentListener.connect(to: port)
    guard server >= 0 else {
      return send("HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", client)
    }
    defer { close(server) }
    if isTunnel {
      send("HTTP/1.1 200 OK\r\n\r\n", client)
    } else {
      let path = words[1].dropFirst("http://".count + authority.count)
      let fields = head.drop { $0 != "\r\n" }
      send("\(words[0]) \(path) HTTP/1.1\r\nConnection: close\(fields)", server)
    }
    relay(client, server)
  }

  private static func readHead(_ descriptor: Int32) -> String? {
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while head.count < 8192, recv(descriptor, &byte, 1, 0) == 1 {
      head.append(byte)
      if head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
        return String(decoding: head, as: UTF8.self)
      }
    }
    return nil
  }

  private static func waitForEnd(of descriptor: Int32) {
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, 0) > 0 {}
  }

  /// Until either side has no more to say.
  private static func relay(_ client: Int32, _ server: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var sockets = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&sockets, 2, 10_000) > 0 {
      for (index, socket) in sockets.enumerated() where socket.revents != 0 {
        let count = recv(socket.fd, &buffer, buffer.count, 0)
        guard count > 0 else { return }
        send(buffer[..<count], sockets[1 - index].fd)
      }
    }
  }

  /// A peer that is gone ends no process.
  #if canImport(Darwin)
    private static let withoutSignal: Int32 = 0
  #else
    private static let withoutSignal = Int32(MSG_NOSIGNAL)
  #endif

  private static func send(_ text: String, _ descriptor: Int32) {
    send(ArraySlice(text.utf8), descriptor)
  }

  /// - Returns: whether there is a peer.
  @discardableResult
  private static func send(_ bytes: ArraySlice<UInt8>, _ descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, withoutSignal)
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
