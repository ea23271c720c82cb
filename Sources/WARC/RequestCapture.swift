/// A request as it was sent, but for its secrets.
package struct RequestCapture: Sendable {
  private var bytes: [UInt8] = []
  private var hasHead = false

  package init() {}

  /// Takes a part of what is sent. A head that is begun after a whole one takes its place: the one
  /// before was for a proxy, or is sent again.
  ///
  /// - Parameter isHead: whether it is known to be of the head; the rest of a long one may not be.
  package mutating func take(_ piece: UnsafeRawBufferPointer, isHead: Bool) {
    if isHead, hasHead {
      bytes = []
      hasHead = false
    }
    // The end of the head may lie across the two.
    let start = max(0, bytes.count - 3)
    bytes.append(contentsOf: piece)
    hasHead = hasHead || bytes[start...].firstRange(of: RecordHead.end) != nil
  }

  package var isEmpty: Bool { bytes.isEmpty }

  /// Bytes that it takes in memory.
  package var count: Int { bytes.count }

  /// Fields that only the server is to see (RFC 9110 sections 11.6.2 and 11.7.2, RFC 6265).
  private static let secrets = ["authorization", "proxy-authorization", "cookie"]

  /// The block of its record: it is given as HTTP/1.1, which is what readers of WARC files know.
  var block: [UInt8] {
    guard let end = bytes.firstRange(of: RecordHead.end)?.lowerBound else {
      return lines(of: bytes[...])
    }
    return lines(of: bytes[..<(end + 2)]) + bytes[(end + 2)...]
  }

  private func lines(of head: ArraySlice<UInt8>) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(head.count)
    for line in head.split(separator: 0x0A, omittingEmptySubsequences: true) {
      if kept.isEmpty {
        kept += RequestCapture.asHTTP1(line) + [0x0A]
      } else if !RequestCapture.isSecret(line) {
        kept += line + [0x0A]
      }
    }
    return kept
  }

  private static func isSecret(_ line: ArraySlice<UInt8>) -> Bool {
    let name = String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    return secrets.contains(name.lowercased())
  }

  private static func asHTTP1(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let blank = line.lastIndex(of: UInt8(ascii: " ")),
      ["HTTP/2", "HTTP/3"].contains(
        String(decoding: line[(blank + 1)...].filter { $0 > 0x20 }, as: UTF8.self))
    else { return line }
    return line[...blank] + Array("HTTP/1.1\r".utf8)
  }
}
