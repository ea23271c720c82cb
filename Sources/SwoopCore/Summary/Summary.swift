/// What a run comes to, folded from its records.
public struct Summary: Sendable {
  /// Records: the sum of `ok`, `failed` and `skipped`.
  public private(set) var entries = 0
  /// Whole responses with a status of 200-399.
  public private(set) var ok = 0
  /// All other entries, but for those that were skipped.
  public private(set) var failed = 0
  /// Entries left out on purpose: duplicates.
  public private(set) var skipped = 0
  /// Of the failed, those that the run's end cut off.
  public private(set) var interrupted = 0
  /// How many records show each ``Record/outcome``: a status, or a kind of error.
  public private(set) var outcomes: [String: Int] = [:]
  /// Attempts begun.
  public private(set) var attempts = 0
  /// Of the attempts, those that were not an entry's first.
  public private(set) var retries = 0
  /// Redirects followed in last attempts.
  public private(set) var redirects = 0
  /// Decoded bytes of bodies.
  public private(set) var bytes = 0
  /// Bytes of headers and bodies received in last attempts, as sent.
  public private(set) var wireBytes = 0
  /// The first entry of each outcome.
  public private(set) var examples: [String: Example] = [:]
  /// What has changed since an earlier run; nil: none was named.
  public private(set) var changes: ChangeTally?
  /// What failed, counted by what is to be said of it; duplicates do not count.
  public private(set) var failures = FailureClusters()
  /// How long entries that were attempted took, and where.
  public private(set) var latency = LatencyProfile()
  /// What each host comes to.
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

  /// Of no records yet.
  public init() {}

  /// - Parameter tellsChanges: whether an earlier run was named.
  init(tellsChanges: Bool) {
    if tellsChanges { changes = ChangeTally() }
  }

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
    if let change = record.change {
      changes = changes ?? ChangeTally()
      changes?.add(change, path: record.path)
    }
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
