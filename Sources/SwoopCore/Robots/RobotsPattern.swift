/// A rule's pattern: the beginning of paths, in which `*` is any octets, and `$` at the end is the path's
/// end (RFC 9309 section 2.2.3). Pure.
///
/// Between stars, the first place where a part fits is as good as any other: nothing is tried twice, so that
/// no pattern takes more than a pass over the path.
struct RobotsPattern {
  /// As ``RobotsPath`` writes it.
  let octets: UnsafeBufferPointer<UInt8>

  /// - Parameters:
  ///   - path: as ``RobotsPath`` writes it.
  ///   - work: to which the octets that were looked at are added.
  func matches(_ path: UnsafeBufferPointer<UInt8>, work: inout Int) -> Bool {
    let isAnchored = octets.last == UInt8(ascii: "$")
    let end = octets.count - (isAnchored ? 1 : 0)
    var position = 0
    while position < end, octets[position] != RobotsPattern.star {
      guard position < path.count, octets[position] == path[position] else {
        work += position
        return false
      }
      position += 1
    }
    work += position
    guard position < end else { return !isAnchored || position == path.count }
    // What is left of the path, and of the pattern, which begins with a star.
    var rest = path[position...]
    var star = position
    while star < end {
      var next = star + 1
      while next < end, octets[next] != RobotsPattern.star { next += 1 }
      let part = UnsafeBufferPointer(rebasing: octets[(star + 1)..<next])
      if next == end, isAnchored {
        work += part.count
        return rest.count >= part.count && rest.suffix(part.count).elementsEqual(part)
      }
      let found = RobotsPattern.end(of: part, in: rest)
      work += part.count + (found ?? rest.endIndex) - rest.startIndex
      guard let found else { return false }
      rest = rest[found...]
      star = next
    }
    return true
  }

  private static let star = UInt8(ascii: "*")

  /// Where the first occurrence of a part ends, found in one pass (Knuth, Morris, Pratt: Fast pattern
  /// matching in strings, 1977): octets that repeat would cost their product otherwise.
  private static func end(
    of part: UnsafeBufferPointer<UInt8>, in text: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Int? {
    guard let first = part.first else { return text.startIndex }
    guard part.count <= text.count, let start = text.firstIndex(of: first) else { return nil }
    if part.count == 1 { return start + 1 }
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: part.count) { borders in
      fill(borders, for: part)
      var matched = 0
      for index in start..<text.endIndex {
        while matched > 0, part[matched] != text[index] { matched = Int(borders[matched - 1]) }
        if part[matched] == text[index] { matched += 1 }
        if matched == part.count { return index + 1 }
      }
      return nil
    }
  }

  /// For each beginning of a part, the length of the longest other one that it ends with.
  private static func fill(
    _ borders: UnsafeMutableBufferPointer<Int32>, for part: UnsafeBufferPointer<UInt8>
  ) {
    borders.initialize(repeating: 0)
    var length = 0
    for index in part.indices.dropFirst() {
      while length > 0, part[length] != part[index] { length = Int(borders[length - 1]) }
      if part[length] == part[index] { length += 1 }
      borders[index] = Int32(length)
    }
  }
}
