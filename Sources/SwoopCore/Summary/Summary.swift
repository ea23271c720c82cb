/// What a run comes to, folded from its records.
public struct Summary: Sendable {
  public private(set) var entries = 0
  public private(set) var ok = 0
  public private(set) var failed = 0
  /// Entries left out on purpose: duplicates.
  public private(set) var skipped = 0
  /// Of the failed, those that the run's end cut off.
  public private(set) var interrupted = 0
  /// How many records show each status or kind of error.
  public private(set) var outcomes: [String: Int] = [:]
  public private(set) var attempts = 0
  /// Of the attempts, those that were not an entry's first.
  public private(set) var retries = 0
  public private(set) var redirects = 0
  /// Decoded bytes of bodies.
  public private(set) var bytes = 0
  /// Bytes received, as sent.
  public private(set) var wireBytes = 0
  /// The first entry of each outcome.
  public private(set) var examples: [String: Example] = [:]
  public private(set) var failures = FailureClusters()
  public private(set) var latency = LatencyProfile()
  public private(set) var hosts = HostTallies()

  /// An entry that stands for others.
  public struct Example: Hashable, Sendable {
    /// As the list gives it, without userinfo.
    public let url: String
    /// Where it stands, as `file:line`.
    public let source: String

    init(_ record: Record) {
      url = record.url
      source = record.source
    }
  }

  /// How many bodies could not be written; nil: none.
  public var unsaved: Int? { outcomes[FetchError.Kind.disk.rawValue] }

  /// Of each outcome, the entries that did not fail: a status of a redirect may be both.
  public var unfailed: [String: Int] {
    failures.all.reduce(into: outcomes) { $0[$1.outcome]? -= $1.count }.filter { $0.value > 0 }
  }

  public init() {}

  /// Adds a record.
  public mutating func add(_ record: Record) {
    entries += 1
    switch record.error?.kind {
    case nil: ok += 1
    case .duplicate: skipped += 1
    case .interrupted:
      failed += 1
      interrupted += 1
    default: failed += 1
    }
    let outcome = record.outcome
    let count = outcomes[outcome, default: 0] + 1
    outcomes[outcome] = count
    if count == 1 { examples[outcome] = Example(record) }
    if let error = record.error, error.kind != .duplicate { failures.add(record) }
    if record.startedAt != nil { latency.add(record.times) }
    hosts.add(record)
    // Records that are read may say anything.
    attempts &+= record.attempts
    retries &+= max(0, record.attempts - 1)
    redirects &+= record.redirects
    bytes &+= record.bytes
    wireBytes &+= record.wireBytes
  }
}
