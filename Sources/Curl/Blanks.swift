extension BidirectionalCollection<UInt8> {
  /// The bytes without spaces and tabs at their ends.
  package func trimmingBlanks() -> SubSequence {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    let rest = drop(while: isBlank)
    return rest.prefix(
      upTo: rest.lastIndex { !isBlank($0) }.map(rest.index(after:)) ?? rest.startIndex)
  }
}
