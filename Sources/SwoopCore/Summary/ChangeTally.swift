/// What has become of bodies since an earlier run (``ListOptions/since``).
public struct ChangeTally: Sendable {
  /// How many paths of changed files are kept to be shown.
  private static let shownPaths = 20

  private var counts: [Record.Change: Int] = [:]
  /// The first twenty files that are new or changed, as ``Record/path`` has them.
  public private(set) var paths: [String] = []
  /// How many files are new or changed.
  public private(set) var changedFiles = 0

  init() {}

  /// Entries whose body has become so.
  public subscript(_ change: Record.Change) -> Int { counts[change, default: 0] }

  mutating func add(_ change: Record.Change, path: String?) {
    counts[change, default: 0] += 1
    guard change != .unchanged, let path else { return }
    changedFiles += 1
    if paths.count < ChangeTally.shownPaths { paths.append(path) }
  }
}
