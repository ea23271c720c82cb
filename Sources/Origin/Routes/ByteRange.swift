/// The one range of a `Range` header (RFC 9110, 14.1.2).
enum ByteRange {
  case from(Int, through: Int?)
  case suffix(Int)

  /// Nil for several ranges, other units and nonsense, all of which a server may ignore.
  init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
    let bounds = parts[1].split(separator: "-", omittingEmptySubsequences: false)
    guard bounds.count == 2 else { return nil }
    switch (Self.position(bounds[0]), Self.position(bounds[1])) {
    case (nil, let count?) where bounds[0].isEmpty: self = .suffix(count)
    case (let first?, nil) where bounds[1].isEmpty: self = .from(first, through: nil)
    case (let first?, let last?) where first <= last: self = .from(first, through: last)
    default: return nil
    }
  }

  /// What it selects of so many bytes.
  func selection(of size: Int) -> Selection {
    switch self {
    case .from(let first, _) where first >= size: .unsatisfiable
    case .from(let first, let last): .part(first..<min(last ?? size, size - 1) + 1)
    case .suffix(0): .unsatisfiable
    // The end of nothing is all of it, and Content-Range has no words for that.
    case .suffix where size == 0: .whole
    case .suffix(let count): .part(max(0, size - count)..<size)
    }
  }

  /// A number too large to count to is past any end.
  private static func position(_ digits: Substring) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(digits) ?? .max
  }
}

/// What a request gets of a resource.
enum Selection {
  case whole
  case part(Range<Int>)
  case unsatisfiable

  /// The same part without its first bytes, though never without its last one.
  func droppingFirst(_ count: Int) -> Selection {
    guard case .part(let range) = self else { return self }
    return .part(min(range.lowerBound + count, range.upperBound - 1)..<range.upperBound)
  }
}
