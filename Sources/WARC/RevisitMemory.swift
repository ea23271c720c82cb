/// Which payloads were written, as far as memory for them goes: the oldest are forgotten first.
struct RevisitMemory {
  /// What is the same where it comes again. Readers put the head of one before the body of the other, so that
  /// one in chunks is another than one without.
  struct Payload: Hashable {
    let digest: Digest
    let isChunked: Bool
  }

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
  private var originals: [Payload: Original] = [:]
  /// In the order in which they came, from `oldest` around.
  private var order: [Payload] = []
  private var oldest = 0

  init(limit: Int = standardLimit) {
    self.limit = limit
  }

  subscript(payload: Payload) -> Original? { originals[payload] }

  mutating func add(_ payload: Payload, _ original: Original) {
    guard limit > 0, originals[payload] == nil, original.targetURI.utf8.count <= Self.longestURI
    else {
      return
    }
    if order.count < limit {
      order.append(payload)
    } else {
      originals[order[oldest]] = nil
      order[oldest] = payload
      oldest = (oldest + 1) % limit
    }
    originals[payload] = original
  }
}
