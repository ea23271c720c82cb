/// Takes the bodies out of a stream of records, whatever pieces it comes in, so that a reader with no use
/// for them needs no memory for them either. Pure.
///
/// A body becomes an empty text. JSON stays valid, or invalid, as it was: within a text, the quotes of
/// `beginning` would be escaped, and what is left out may stand in any text.
struct BodyFilter {
  private static let beginning = Array(#","body":""#.utf8)

  /// Bytes of the beginning that have just come; all of them within a body.
  private var matched = 0

  /// Appends a piece of the stream, but for bodies.
  mutating func filter(_ piece: UnsafeRawBufferPointer, to kept: inout [UInt8]) {
    kept.reserveCapacity(kept.count + piece.count)
    BodyFilter.beginning.withUnsafeBufferPointer { beginning in
      var start = 0
      for index in piece.indices {
        let byte = piece[index]
        if matched == beginning.count {
          if Base64.contains(byte) {
            start = index + 1
            continue
          }
          matched = 0
        }
        // No more than its first byte can begin it anew.
        matched = byte == beginning[matched] ? matched + 1 : byte == beginning[0] ? 1 : 0
        guard matched == beginning.count else { continue }
        kept.append(contentsOf: piece[start...index])
        start = index + 1
      }
      kept.append(contentsOf: piece[start...])
    }
  }
}
