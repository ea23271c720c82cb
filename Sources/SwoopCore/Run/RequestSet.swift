/// Requests that were seen, at 24 bytes each.
///
/// Of each only a 128-bit digest is kept: two keyed 64-bit hashes. Their keys differ from run to run,
/// so that no list can be made to collide; by chance, a billion requests do with odds of 1 in 10^20.
struct RequestSet {
  private struct Digest: Hashable {
    let high: Int
    let low: Int
  }

  private var firsts: [Digest: Int] = [:]

  /// - Returns: the entry that had the same request, if one had.
  mutating func insert(_ request: Request, seq: Int) -> Int? {
    let digest = Digest(high: hash(request, salt: 1), low: hash(request, salt: 2))
    if let first = firsts[digest] { return first }
    firsts[digest] = seq
    return nil
  }

  private func hash(_ request: Request, salt: Int) -> Int {
    var hasher = Hasher()
    hasher.combine(salt)
    hasher.combine(request)
    return hasher.finalize()
  }
}
