/// What has to be known of response headers while they come, a line at a time. Pure.
package struct HeaderScan {
  /// Of all header blocks: those of interim responses, the last one's, its trailers.
  package private(set) var bytes = 0
  /// Of all header blocks, likewise.
  package private(set) var lines = 0
  /// Whether there are fields whose name begins with `RateLimit` or `X-Rate`.
  package private(set) var hasRateLimitFields = false
  /// Whether a `Content-Length` is no number, there are several that differ, or the body is encoded for
  /// the transfer in other ways than chunks. Nobody can tell then where the body ends (RFC 9112
  /// section 6.3).
  package private(set) var hasBadLength = false
  /// Whether the last header block came to its end.
  package private(set) var isWhole = false
  /// How many fields of this response say how its body is encoded.
  package private(set) var encodings = 0
  /// That of the response whose headers come.
  private var length: Int?
  /// Whether it has a `Transfer-Encoding` that is none.
  private var isUnchunked = false
  /// Whether the line before was the first, or one of those that tell where the body ends.
  private var frames = true

  package init() {}

  /// - Parameter line: one line, with its end.
  package mutating func take(_ line: UnsafeRawBufferPointer) {
    let isFirst = lines == 0 || isWhole
    bytes += line.count
    lines += 1
    // Some take it for the end of a line (RFC 9112 section 2.2).
    if line.hasBareReturn { hasBadLength = true }
    if isFirst, line.begins(with: "http/") {
      length = nil
      isUnchunked = false
      encodings = 0
      isWhole = false
      frames = true
      return
    }
    // Each line of each response comes by: most are sorted out by their first letter.
    switch line.first {
    case UInt8(ascii: "\r") where line.count == 2, UInt8(ascii: "\n"):
      isWhole = true
      hasBadLength = hasBadLength || isUnchunked && length != nil
    // The line before goes on; libcurl did not wait for it.
    case UInt8(ascii: " "), UInt8(ascii: "\t"): hasBadLength = hasBadLength || frames
    case UInt8(ascii: "C"), UInt8(ascii: "c"): takeContentField(line)
    case UInt8(ascii: "R"), UInt8(ascii: "r"):
      frames = false
      hasRateLimitFields = hasRateLimitFields || line.begins(with: "ratel")
    case UInt8(ascii: "T"), UInt8(ascii: "t"):
      frames = false
      if let value = value(of: "transfer-encoding", in: line) { takeTransferEncoding(value) }
    case UInt8(ascii: "X"), UInt8(ascii: "x"):
      frames = false
      hasRateLimitFields = hasRateLimitFields || line.begins(with: "x-rate")
    default: frames = false
    }
  }

  private mutating func takeContentField(_ line: UnsafeRawBufferPointer) {
    frames = false
    if let value = value(of: "content-length", in: line) {
      takeLength(value)
    } else if value(of: "content-encoding", in: line) != nil {
      encodings += 1
    }
  }

  /// What stands after a field's name, up to the line's end, if the line is of that name. A blank before
  /// the colon hides the field from libcurl (RFC 9112 section 5.1).
  private mutating func value(
    of name: StaticString, in line: UnsafeRawBufferPointer
  ) -> Slice<UnsafeRawBufferPointer>? {
    guard line.begins(with: name) else { return nil }
    let rest = line.dropFirst(name.utf8CodeUnitCount)
    let colon = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard colon.first == UInt8(ascii: ":") else { return nil }
    hasBadLength = hasBadLength || colon.startIndex != rest.startIndex
    frames = true
    return colon.dropFirst().prefix { $0 != 0x0D && $0 != 0x0A }
  }

  /// Nothing but chunks is asked for, and libcurl would hand on what else there is as it came. It
  /// forgets a length for any of them.
  private mutating func takeTransferEncoding(_ value: Slice<UnsafeRawBufferPointer>) {
    let text = value.trimmingBlanks().map { $0 | 0x20 }
    switch text {
    case Array("chunked".utf8): break
    case [], Array("identity".utf8): isUnchunked = true
    default: hasBadLength = true
    }
  }

  /// A value, or the same one several times, which is as good.
  private mutating func takeLength(_ value: Slice<UnsafeRawBufferPointer>) {
    for member in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let number = HeaderScan.number(member), length ?? number == number else {
        hasBadLength = true
        return
      }
      length = number
    }
  }

  /// Digits, with blanks around them.
  private static func number(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    let digits = text.trimmingBlanks()
    guard !digits.isEmpty else { return nil }
    var number = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      let (tens, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, exceeds) = tens.addingReportingOverflow(Int(digit - 0x30))
      guard !overflows, !exceeds else { return nil }
      number = sum
    }
    return number
  }
}

extension UnsafeRawBufferPointer {
  /// Whether there is a CR that does not end the line.
  fileprivate var hasBareReturn: Bool {
    let end = count - (last == 0x0A ? 1 : 0)
    return self[..<Swift.max(0, end - 1)].contains(0x0D)
  }

  /// Whether it begins with these letters, in upper or lower case, and marks.
  fileprivate func begins(with prefix: StaticString) -> Bool {
    count >= prefix.utf8CodeUnitCount
      && (0..<prefix.utf8CodeUnitCount).allSatisfy { index in
        let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self[index])
        return (isLetter ? self[index] | 0x20 : self[index]) == prefix.utf8Start[index]
      }
  }
}
