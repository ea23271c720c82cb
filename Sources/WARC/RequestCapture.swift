/// A request as it was sent, but for its secrets: its head, and how much of its body.
package struct RequestCapture: Sendable {
  private var bytes: [UInt8] = []
  private var hasHead = false
  /// Bytes of the body that were sent.
  package private(set) var bodyCount = 0

  package init() {}

  /// Takes a part of what is sent. A head that is begun after a whole one takes its place: the one
  /// before was for a proxy, or is sent again.
  ///
  /// - Parameter isHead: whether it is known to be of the head; the rest of a long one may not be.
  package mutating func take(_ piece: UnsafeRawBufferPointer, isHead: Bool) {
    if isHead, hasHead { self = RequestCapture() }
    guard !hasHead else { return bodyCount += piece.count }
    // The end of the head may lie across the two.
    let start = max(0, bytes.count - 3)
    bytes.append(contentsOf: piece)
    guard let end = bytes[start...].firstRange(of: RecordHead.end)?.upperBound else { return }
    hasHead = true
    bodyCount = bytes.count - end
    bytes.removeLast(bodyCount)
  }

  /// Fields that only the server is to see (RFC 9110 sections 11.6.2 and 11.7.2, RFC 6265).
  private static let secrets = ["authorization", "proxy-authorization", "cookie"]

  /// The head as its record has it: as HTTP/1.1, which is what readers of WARC files know.
  package var head: [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count)
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: true) {
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
