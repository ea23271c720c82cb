#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Bodies that an earlier run has saved.
extension SaveDirectory {
  /// Whether the body of an earlier response is at this path, byte for byte. Reads the file, and makes no
  /// folders.
  func holds(_ earlier: EarlierResponse, as path: SavePath) -> Bool {
    guard let digest = earlier.digest, earlier.path == path.text else { return false }
    do throws(Errno) {
      var folder = try root.folder(".")
      for part in path.folders { folder = try folder.folder(part) }
      let file = try folder.opening(path.name, O_RDONLY)
      guard try file.status().isRegularFile else { return false }
      return try file.digest() == digest
    } catch {
      return false
    }
  }

  /// Has a file stay in its place for an entry whose body it still is: no other entry may replace it.
  ///
  /// - Parameter digest: what it must have, should another entry have been there first.
  func keep(_ path: SavePath, _ digest: ContentDigest, for entry: Int) throws(Errno) -> Placement {
    let owner = claims.withLock { $0.owner(of: path) }
    if let owner, ![entry, PathClaims.earlierRun].contains(owner) { return .taken(by: owner) }
    do throws(Errno) {
      let file = try open(path)
      let status = try file.status()
      if owner == PathClaims.earlierRun || isInRecords(status) {
        guard try file.digest() == digest else { return .taken(by: nil) }
      }
      kept.withLock { _ = $0.insert(FileIdentity(status)) }
      return .saved
    } catch {
      guard [.isFolder, .isNoFolder, .isLink, .notFound].contains(error) else { throw error }
      return .obstructed
    }
  }
}
