/// Which entry has named which path, and which paths hold bodies of an earlier run's entries, at 24
/// bytes each.
///
/// Of each path only a 128-bit digest is kept: two keyed hashes, whose keys differ from run to run, so
/// that no list can be made to collide. Paths that differ in case or Unicode form alone are one.
struct PathClaims: Sendable {
  private struct Key: Hashable {
    let high: Int
    let low: Int

    init(_ folded: some StringProtocol) {
      (high, low) = (Key.hash(folded, salt: 1), Key.hash(folded, salt: 2))
    }

    private static func hash(_ text: some StringProtocol, salt: Int) -> Int {
      var hasher = Hasher()
      hasher.combine(salt)
      hasher.combine(String(text))
      return hasher.finalize()
    }
  }

  /// The owner of paths that an earlier run's records name.
  static let earlierRun = 0

  private var files: [Key: Int] = [:]
  /// The first entry that needs each folder.
  private var folders: [Key: Int] = [:]

  /// The entry that has named the path, or `earlierRun`.
  func owner(of path: SavePath) -> Int? {
    files.isEmpty ? nil : files[Key(path.folded)]
  }

  /// - Returns: the entry that had named it before, or needs a folder where this needs a file or the
  ///   other way round, if there is one.
  mutating func claim(_ path: SavePath, for entry: Int) -> Int? {
    let folded = path.folded
    let key = Key(folded)
    // By bytes, as `SavePath` splits.
    let slashes = folded.utf8.indices.filter { folded.utf8[$0] == UInt8(ascii: "/") }
    let above = slashes.map { Key(folded[..<$0]) }
    let known = above.compactMap { files[$0] }.first
    if let owner = files[key] ?? folders[key] ?? known { return owner }
    files[key] = entry
    for folder in above where folders[folder] == nil { folders[folder] = entry }
    return nil
  }
}
