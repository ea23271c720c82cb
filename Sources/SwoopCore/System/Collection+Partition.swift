extension RandomAccessCollection where Index == Int {
  /// Where the elements begin that belong to the later part, in a collection of which all of these come
  /// last; its end where there are none.
  func partitioningIndex(where belongsToLaterPart: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if belongsToLaterPart(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
