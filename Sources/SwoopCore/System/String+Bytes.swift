extension String {
  /// Whether all bytes of its UTF-8 are such; many times as fast as going through its `utf8`.
  func hasOnly(_ isFit: (UInt8) -> Bool) -> Bool {
    utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isFit) } ?? utf8.allSatisfy(isFit)
  }
}
