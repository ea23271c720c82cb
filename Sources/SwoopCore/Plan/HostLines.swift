import DequeModule

/// The hosts that may start a job, in a line for each lane.
///
/// Lanes share the slots: one that holds its part of them goes on only while no other that holds less
/// than its part has a host in line.
struct HostLines: ~Copyable {
  private var lines: [Deque<Host>]
  /// Jobs started and not settled, of each lane.
  private(set) var inFlight: [Int]
  private let share: Int
  private var lastTurn = 0

  /// - Parameters:
  ///   - lanes: from 1.
  ///   - slots: jobs that may be in flight in all lanes together.
  init(lanes: Int, slots: Int) {
    lines = Array(repeating: [], count: lanes)
    inFlight = Array(repeating: 0, count: lanes)
    share = (slots + lanes - 1) / lanes
  }

  var lanes: Range<Int> { lines.indices }

  /// Puts a host at the end of its lane's line, unless it stands there.
  mutating func append(_ host: Host) {
    guard host.turn == nil else { return }
    lastTurn += 1
    host.turn = lastTurn
    lines[host.lane].append(host)
  }

  func first(of lane: Int) -> Host? { lines[lane].first }

  mutating func popFirst(of lane: Int) -> Host? {
    let host = lines[lane].popFirst()
    host?.turn = nil
    return host
  }

  /// The lane that is to start the next job: the preferred one if it may, or else that whose first host
  /// has stood in line for the longest time; nil: nobody stands in line.
  func due(preferring preferred: Int?) -> Int? {
    if let preferred, !lines[preferred].isEmpty, inFlight[preferred] < share { return preferred }
    var due: (lane: Int, rank: (isFull: Bool, turn: Int))?
    for lane in lines.indices {
      guard let turn = lines[lane].first?.turn else { continue }
      let isFull = inFlight[lane] >= share
      // Where all hold their part, the preferred one goes on: its worker is at hand.
      let rank = (isFull, isFull && lane == preferred ? 0 : turn)
      if due.map({ HostLines.isBefore(rank, $0.rank) }) ?? true { due = (lane, rank) }
    }
    return due?.lane
  }

  mutating func started(in lane: Int) {
    inFlight[lane] += 1
  }

  mutating func settled(in lane: Int) {
    inFlight[lane] -= 1
  }

  private static func isBefore(
    _ one: (isFull: Bool, turn: Int), _ other: (isFull: Bool, turn: Int)
  ) -> Bool {
    one.isFull == other.isFull ? one.turn < other.turn : other.isFull
  }
}
