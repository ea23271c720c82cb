/// What only a run over a list is told; see ``FetchOptions/list``.
public struct ListOptions: Sendable {
  /// Whether each distinct request is fetched once; the others are
  /// ``FetchError/Kind/duplicate``. Memory grows with the list then. Default: no.
  public var isUnique = false
  /// The part of the list that is this run's; nil: all of it.
  public var shard: Shard?
  /// What an earlier run over the list has found: only what has changed since is asked for. nil, the
  /// default: nothing.
  public var since: EarlierRecords?
  /// From the run's start until all that is not done is given up; nil, the default: no such time.
  public var deadline: Duration?

  /// All of the list, in whatever time it takes.
  public init() {}
}
