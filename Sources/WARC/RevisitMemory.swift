/// Which payloads were written, as far as memory for them goes: the oldest are forgotten first.
struct RevisitMemory {
  /// What was written.
  struct Original {
    let id: RecordID
    let date: RecordDate
    let targetURI: String
  }

  /// Some 60 MB with URLs of 100 bytes.
  static let standardLimit = 200_000
  /// Bytes of a URL; one that is longer is not worth its memory.
  static let longestURI = 1000

  private let limit: Int
  private var originals: [Digest: Original] = [:]
  /// In the order in which they came, from `oldest` around.
  private var order: [Digest] = []
  private var oldest = 0

  init(limit: Int = standardLimit) {
    self.limit = limit
  }

  subscript(digest: Digest) -> Original? { originals[digest] }

  mutating func add(_ digest: Digest, _ original: Original) {
    guard limit > 0, originals[digest] == nil, original.targetURI.utf8.count <= Self.longestURI
    else {
      return
    }
    if order.count < limit {
      order.append(digest)
    } else {
      originals[order[oldest]] = nil
      order[oldest] = digest
      oldest = (oldest + 1) % limit
    }
    originals[digest] = original
  }
}
