import Crypto

/// The digests of a response: of its block, and of its payload where that is whole.
struct BlockDigests {
  /// Of the head and the body, as they are stored.
  let block: Digest
  /// Of the body without chunks (WARC/1.1 section 6.3.2); nil where none may be said: it is cut off, or
  /// empty, or readers may not agree on where it begins.
  let payload: Digest?
  /// Bytes of the body that belong to the response.
  let bodyCount: Int

  init<Bytes: CapturedBytes>(
    of bytes: Bytes, _ exchange: CapturedExchange
  ) throws(Bytes.Failure) {
    var block = SHA256()
    var payload = SHA256()
    try bytes.forEachBlock(in: exchange.parts.head) { block.update(bufferPointer: $0) }
    var chunks = ChunkedBody()
    var count = 0
    var payloadCount = 0
    func takePayload(_ bytes: UnsafeRawBufferPointer) {
      payload.update(bufferPointer: bytes)
      payloadCount += bytes.count
    }
    try bytes.forEachBlock(in: exchange.parts.body) { (bytes) throws(Bytes.Failure) in
      guard exchange.response.isChunked else {
        block.update(bufferPointer: bytes)
        takePayload(bytes)
        count += bytes.count
        return
      }
      let before = chunks.count
      chunks.read(bytes, takePayload)
      let own = chunks.count - before
      block.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes.prefix(own)))
      count += own
    }
    self.block = Digest(block)
    bodyCount = count
    let isWhole = exchange.truncation == nil && (!exchange.response.isChunked || chunks.isWhole)
    let isSaid = isWhole && exchange.mayHaveBody && exchange.response.isPlain
    self.payload = isSaid && payloadCount > 0 ? Digest(payload) : nil
  }
}
