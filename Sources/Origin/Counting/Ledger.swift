import NIOConcurrencyHelpers

/// Everything the server remembers across connections, behind one lock.
final class Ledger: Sendable {
  private struct State {
    var all = Tally()
    var hosts: [IPv4: Tally] = [:]
    var paths: [String: Int] = [:]
    var visits: [String: Int] = [:]
    var connections = 0
    var openConnections = 0
    var log = RequestLog()
    var robots: [IPv4: Reply] = [:]
    var robotsRequests: [IPv4: Int] = [:]
  }

  /// Whether single requests are kept and counted by path.
  let isRecording: Bool
  private let state = NIOLockedValueBox(State())

  init(isRecording: Bool) { self.isRecording = isRecording }

  func connectionOpened() {
    state.withLockedValue {
      $0.connections += 1
      $0.openConnections += 1
    }
  }

  func connectionClosed() {
    state.withLockedValue { $0.openConnections -= 1 }
  }

  /// A request's head was read. Each call is to be matched by one `leave(host:)`.
  func enter(host: IPv4, uri: String) {
    state.withLockedValue {
      $0.all.enter()
      $0.hosts[host, default: Tally()].enter()
      if isRecording { $0.paths[String(Target.originForm(of: uri)), default: 0] += 1 }
    }
  }

  func leave(host: IPv4) {
    state.withLockedValue {
      $0.all.leave()
      $0.hosts[host]?.leave()
    }
  }

  func record(_ request: ReceivedRequest) {
    state.withLockedValue { $0.log.append(request) }
  }

  /// Counts one more visit to `key` and returns how many there were before it.
  func visit(_ key: String) -> Int {
    state.withLockedValue {
      let earlier = $0.visits[key, default: 0]
      $0.visits[key] = earlier + 1
      return earlier
    }
  }

  /// How many visits to `key` there were.
  func visits(_ key: String) -> Int { state.withLockedValue { $0.visits[key, default: 0] } }

  /// Forgets everything but what is open or in flight.
  func reset() {
    state.withLockedValue {
      $0.all.reset()
      $0.hosts = $0.hosts.filter { $0.value.inFlight > 0 }
      for host in Array($0.hosts.keys) { $0.hosts[host]?.reset() }
      $0.paths = [:]
      $0.visits = [:]
      $0.robotsRequests = [:]
      $0.connections = $0.openConnections
      $0.log = RequestLog()
    }
  }

  /// Has a host answer requests for `/robots.txt`; nil: it has none.
  func setRobots(_ reply: Reply?, of host: IPv4) {
    state.withLockedValue { $0.robots[host] = reply }
  }

  /// Counts one more request for the `/robots.txt` of a host.
  func robots(of host: IPv4) -> Reply? {
    state.withLockedValue {
      $0.robotsRequests[host, default: 0] += 1
      return $0.robots[host]
    }
  }

  func robotsRequests(of host: IPv4) -> Int {
    state.withLockedValue { $0.robotsRequests[host] ?? 0 }
  }

  func tally(of host: IPv4) -> Tally {
    state.withLockedValue { $0.hosts[host] ?? Tally() }
  }

  func requests(to path: String) -> Int {
    state.withLockedValue { $0.paths[String(Target.originForm(of: path))] ?? 0 }
  }

  func received(path: String?) -> [ReceivedRequest] {
    let log = state.withLockedValue { $0.log.requests }
    guard let path else { return Array(log) }
    let wanted = Target.originForm(of: path)
    return log.filter { Target.originForm(of: $0.uri) == wanted }
  }

  func counts() -> Counts {
    state.withLockedValue { state in
      let hosts = state.hosts.map { host, tally in
        (
          host.description,
          Counts.Host(
            requests: tally.requests, inFlight: tally.inFlight, peakConcurrency: tally.peak)
        )
      }
      return Counts(
        requests: state.all.requests, inFlight: state.all.inFlight,
        peakConcurrency: state.all.peak, connections: state.connections,
        openConnections: state.openConnections,
        hosts: Dictionary(uniqueKeysWithValues: hosts))
    }
  }
}
