/// A file that records are appended to.
package protocol ArchiveFile<Failure> {
  associatedtype Failure: Error

  func append(_ bytes: UnsafeRawBufferPointer) throws(Failure)

  /// Removes what comes after so many bytes.
  func truncate(to size: Int) throws(Failure)

  /// Nothing more is written: sees that all of it is there.
  func finish() throws(Failure)
}

/// The body of a response, as it came: it is read twice.
package protocol CapturedBody<Failure> {
  associatedtype Failure: Error

  /// Hands all of it over, a block at a time.
  func forEachBlock(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure)
}
