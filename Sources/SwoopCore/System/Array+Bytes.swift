extension [UInt8] {
  /// The bytes where they lie in memory, for calls that tell what they throw.
  func withBytes<Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let result = withUnsafeBytes { bytes in
      Result { () throws(Failure) in try body(bytes) }
    }
    try result.get()
  }

  /// The bytes where they lie in memory, to be changed.
  mutating func withMutableBytes<Failure>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let result = withUnsafeMutableBytes { bytes in
      Result { () throws(Failure) in try body(bytes) }
    }
    try result.get()
  }
}
