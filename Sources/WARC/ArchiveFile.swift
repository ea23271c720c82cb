/// A file that records are appended to.
package protocol ArchiveFile<Failure> {
  associatedtype Failure: Error

  func append(_ bytes: UnsafeRawBufferPointer) throws(Failure)

  /// Removes what comes after so many bytes.
  func truncate(to size: Int) throws(Failure)

  /// Nothing more is written: sees that all of it is there.
  func finish() throws(Failure)
}

/// The bytes that were kept of an exchange, which ``CapturedParts`` divides: some are read twice.
package protocol CapturedBytes<Failure> {
  associatedtype Failure: Error

  /// Hands a part of them over, a block at a time.
  func forEachBlock(
    in part: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure)
}

extension CapturedBytes {
  /// A part that is not large.
  func bytes(in part: Range<Int>) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(part.count)
    try forEachBlock(in: part) { bytes.append(contentsOf: $0) }
    return bytes
  }
}
