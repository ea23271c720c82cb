/// What hosts come to, in bounded memory: of very many, those that took the most time and failed the
/// most are kept.
public struct HostTallies: Sendable {
  /// What one host comes to.
  public struct Tally: Hashable, Sendable {
    /// As it stands in URLs: see ``HostName``.
    public let host: String
    /// Entries that ended at it.
    public fileprivate(set) var entries = 0
    /// Of the entries, those that failed; duplicates and interrupted ones do not count.
    public fileprivate(set) var failed = 0
    /// Of the entries, those that were attempted.
    public fileprivate(set) var attempted = 0
    /// Of all their last attempts together.
    public fileprivate(set) var time = Duration.zero

    /// The mean of an attempt; zero when there was none.
    public var meanTime: Duration { attempted == 0 ? .zero : time / attempted }

    fileprivate mutating func add(_ record: Record, isFailure: Bool) {
      entries += 1
      if isFailure { failed += 1 }
      guard record.startedAt != nil else { return }
      attempted += 1
      time += record.times.total
    }
  }

  private var tallies: [String: Tally] = [:]
  /// Whether some were let go, so that figures of others may be too small.
  public private(set) var isPartial = false

  private static let capacity = 4096

  /// Hosts that are counted.
  public var count: Int { tallies.count }

  /// Up to `count` of those whose attempts took the longest on average, the slowest first.
  public func slowest(_ count: Int) -> [Tally] {
    top(count) { $0.attempted == 0 ? nil : $0.meanTime }
  }

  /// Up to `count` of those where the most entries failed, the worst first.
  public func mostFailing(_ count: Int) -> [Tally] {
    top(count) { $0.failed == 0 ? nil : $0.failed }
  }

  mutating func add(_ record: Record) {
    guard let host = record.host else { return }
    let isFailure = record.error.map { ![.duplicate, .interrupted].contains($0.kind) } ?? false
    tallies[host, default: Tally(host: host)].add(record, isFailure: isFailure)
    if tallies.count > HostTallies.capacity { prune() }
  }

  private mutating func prune() {
    let kept = HostTallies.capacity / 4
    let names = Set((mostFailing(kept) + top(kept) { Optional($0.time) }).map(\.host))
    tallies = tallies.filter { names.contains($0.key) }
    isPartial = true
  }

  private func top<Rank: Comparable>(_ count: Int, by rank: (Tally) -> Rank?) -> [Tally] {
    let ranked = tallies.values.compactMap { tally in rank(tally).map { (tally, $0) } }
    return ranked.sorted { ($1.1, $0.0.host) < ($0.1, $1.0.host) }.prefix(count).map(\.0)
  }
}
