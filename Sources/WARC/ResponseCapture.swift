/// The head of the response that counts, out of the lines that come: an interim one before it is none
/// (RFC 9110 section 15.2), and trailers are part of a body in chunks.
package struct ResponseCapture: Sendable {
  /// What readers of WARC files can't see from the head, which is given as HTTP/1.1.
  package enum Version: String, Sendable {
    case http2 = "h2"
    case http3 = "h3"
  }

  /// All of it, as it came, but for the version of HTTP/2 and later; it is to be taken once it is whole.
  package var head: [UInt8] = []
  /// Whether all of it is there.
  package private(set) var isWhole = false
  /// nil: it is HTTP/1.
  package private(set) var version: Version?
  private(set) var status = 0
  private var hasChunks = false
  private var hasType = false
  /// Whether the first `Content-Type` is of what is compressed in itself.
  private var hasCompressedType = false
  private(set) var isEncoded = false
  /// Whether no line but the last looks empty, to whatever reader.
  private(set) var isPlain = true

  package init() {}

  /// - Parameter line: one line, with its end.
  package mutating func take(_ line: UnsafeRawBufferPointer) {
    if isWhole {
      guard isInterim else { return }
      self = ResponseCapture()
    }
    if head.isEmpty {
      takeStatus(line)
    } else {
      head.append(contentsOf: line)
      takeField(line)
    }
  }

  /// Whether the response goes on after this head. Nobody asks for another protocol (101), so that none can
  /// go on in one.
  package var isInterim: Bool { (100..<200).contains(status) }

  /// Whether its body comes in chunks (RFC 9112 section 7.1).
  package var isChunked: Bool { hasChunks && version == nil }

  /// Whether compressing its body again would gain nothing.
  var isCompressed: Bool { isEncoded || hasCompressedType }

  private static func isCompressed(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" && $0 != " " }
    if type == "image/svg+xml" || type == "image/bmp" { return false }
    return ["image/", "audio/", "video/", "font/woff"].contains { type.hasPrefix($0) }
      || compressedTypes.contains(String(type))
  }

  private static let compressedTypes: Set<String> = [
    "application/gzip", "application/x-gzip", "application/zip", "application/zstd",
    "application/x-bzip2", "application/x-xz", "application/x-7z-compressed",
    "application/vnd.rar", "application/java-archive", "application/epub+zip",
  ]

  private mutating func takeStatus(_ line: UnsafeRawBufferPointer) {
    let rest = line.drop { $0 != UInt8(ascii: " ") }.dropFirst()
    status = Int(String(decoding: rest.prefix(3), as: UTF8.self)) ?? 0
    switch String(decoding: line.prefix(6), as: UTF8.self).uppercased() {
    case "HTTP/2": version = .http2
    case "HTTP/3": version = .http3
    default: return head.append(contentsOf: line)
    }
    head += Array("HTTP/1.1 ".utf8) + rest
  }

  private mutating func takeField(_ line: UnsafeRawBufferPointer) {
    if line.count == 1 || line.count == 2 && line[0] == 0x0D {
      isWhole = true
      return
    }
    isPlain = isPlain && line.contains { (0x21...0x7E).contains($0) }
    // Each line of each response comes by: most are sorted out by their first letter.
    switch line[0] | 0x20 {
    case UInt8(ascii: "t"):
      if value(of: "transfer-encoding", in: line) == "chunked" { hasChunks = true }
    case UInt8(ascii: "c"):
      if !hasType, let type = value(of: "content-type", in: line), !type.isEmpty {
        hasType = true
        hasCompressedType = ResponseCapture.isCompressed(type)
      }
      if let encoding = value(of: "content-encoding", in: line) {
        isEncoded = isEncoded || !["", "identity", "none"].contains(encoding)
      }
    default: break
    }
  }

  /// In lower case, if the line is of that field.
  private func value(of name: String, in line: UnsafeRawBufferPointer) -> String? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon >= name.utf8.count else {
      return nil
    }
    let (key, value) = (line[..<colon], line[(colon + 1)...])
    guard String(decoding: key, as: UTF8.self).lowercased().trimmed == name else { return nil }
    return String(decoding: value, as: UTF8.self).lowercased().trimmed
  }
}

extension String {
  /// Without the blanks and line ends around it.
  fileprivate var trimmed: String {
    let isBlank: (UInt8) -> Bool = { $0 <= 0x20 }
    var bytes = Array(utf8)[...]
    bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
