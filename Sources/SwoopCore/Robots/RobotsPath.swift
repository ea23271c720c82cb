/// A path and query, or the pattern of one, written so that what means the same has the same octets
/// (RFC 9309 section 2.2.2). Pure.
///
/// | octet | becomes |
/// | --- | --- |
/// | unreserved (RFC 3986 section 2.3), encoded or not | itself |
/// | `*` and `$` that are no special characters, encoded or not | encoded (section 2.2.3) |
/// | reserved (RFC 3986 section 2.2), encoded or not | itself |
/// | `/` and `?` encoded in a path, `&` and `=` encoded in a query: they separate nothing | encoded |
/// | all others, encoded or not | encoded, in upper case |
struct RobotsPath {
  /// What is compared.
  let octets: [UInt8]

  /// The path and query of a URL.
  ///
  /// - Parameter url: absolute and normalised, without userinfo and fragment.
  init(of url: String) {
    var rest = Array(url.utf8)[...]
    if let scheme = url.utf8.firstIndex(of: UInt8(ascii: ":")) {
      rest = rest.dropFirst(url.utf8.distance(from: url.startIndex, to: scheme) + 3)
    }
    rest = rest.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    self.init(path: rest)
  }

  /// A path and query as they stand in a URL.
  init(path: ArraySlice<UInt8>) {
    var encoder = Encoder()
    if path.first != UInt8(ascii: "/") { encoder.append(UInt8(ascii: "/")) }
    encoder.append(path, isPattern: false)
    octets = encoder.octets
  }

  /// A rule's pattern; `*`, and `$` at its end, stay what they are.
  init(pattern: ArraySlice<UInt8>) {
    var encoder = Encoder()
    encoder.append(pattern, isPattern: true)
    octets = encoder.octets
  }

  /// Whether this is the path of the rules themselves, which is always allowed (section 2.2.2).
  var isOfRules: Bool { octets.elementsEqual("/robots.txt".utf8) }
}

private struct Encoder {
  private(set) var octets: [UInt8] = []
  private var isInQuery = false

  mutating func append(_ text: ArraySlice<UInt8>, isPattern: Bool) {
    octets.reserveCapacity(octets.count + text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let octet = text[index]
      if octet == UInt8(ascii: "%"), let encoded = Hexadecimal.byte(text[(index + 1)...].prefix(2))
      {
        appendEncoded(encoded)
        index += 3
        continue
      }
      index += 1
      let isSpecial =
        octet == UInt8(ascii: "*") || octet == UInt8(ascii: "$") && index == text.endIndex
      if isPattern, isSpecial {
        octets.append(octet)
      } else {
        append(octet)
      }
    }
  }

  /// An octet that stands for itself.
  mutating func append(_ octet: UInt8) {
    switch octet {
    case UInt8(ascii: "*"), UInt8(ascii: "$"): encode(octet)
    case _ where Encoder.isUnreserved(octet) || Encoder.isReserved(octet): octets.append(octet)
    default: encode(octet)
    }
    if octet == UInt8(ascii: "?") { isInQuery = true }
  }

  private mutating func appendEncoded(_ octet: UInt8) {
    let separators = isInQuery ? "&=" : "/?"
    if separators.utf8.contains(octet) { encode(octet) } else { append(octet) }
  }

  private mutating func encode(_ octet: UInt8) {
    octets.append(UInt8(ascii: "%"))
    octets.append(Encoder.digits[Int(octet >> 4)])
    octets.append(Encoder.digits[Int(octet & 15)])
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func isUnreserved(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func isReserved(_ octet: UInt8) -> Bool { ":/?#[]@!'()+,;&=".utf8.contains(octet) }
}
