/// Parts of a URL as parts of a path. Pure.
enum PathWord {
  // MARK: What can stand as it is

  static func isPlainHost(_ host: String) -> Bool {
    isPlain(host, limit: folderLimit) { isLetterOrDigit($0) || dotDashLine.contains($0) }
      && host.first != "." && host.last != "." && !isReserved(host)
  }

  /// A folder has no dot in its name, and a file has one: no name is ever both.
  static func isPlainFolder(_ word: Substring) -> Bool {
    isPlain(word, limit: folderLimit) { isLetterOrDigit($0) || dashLine.contains($0) }
      && !isReserved(word)
  }

  static func isPlainFile(_ word: Substring) -> Bool {
    isPlain(word, limit: fileLimit) { isLetterOrDigit($0) || dotDashLine.contains($0) }
      && word.dropFirst().dropLast().contains(".") && word.first != "." && word.last != "."
      && !isReserved(word)
  }

  // MARK: What is put into other words

  /// A host with a name or an address that can't stand as it is.
  static func host(_ host: String) -> String {
    guarded(shortened(safe(host, "."), to: folderLimit))
  }

  static func folder(_ word: Substring) -> String {
    guarded(shortened(safe(decoded(word)), to: folderLimit))
  }

  /// - Parameter hash: what makes the name unique.
  static func fileName(_ word: Substring, query: Substring, hash: String) -> String {
    let word = decoded(word)
    // What begins with the only dot is a name, and no extension.
    let dot = word.lastIndex(of: ".").flatMap { $0 == word.startIndex ? nil : $0 }
    let end = dot.map { word[$0...].dropFirst() } ?? ""
    let isExtension = (1...8).contains(end.utf8.count) && end.utf8.allSatisfy(isAlphanumeric)
    let stem = isExtension ? word[..<(dot ?? word.endIndex)] : word[...]
    var name = shortened(safe(String(stem), "."), to: stemLimit)
    if !query.isEmpty { name += "_" + shortened(safe(decoded(query), "=."), to: queryLimit) }
    return "\(name)~\(hash)" + (isExtension ? ".\(end)" : "")
  }

  /// Bytes. All names together stay below what the shortest path limit, macOS's 1,024, allows.
  private static let (folderLimit, fileLimit, stemLimit, queryLimit) = (60, 120, 60, 40)

  private static let dotDashLine = Set(".-_".utf8)
  private static let dashLine = Set("-_".utf8)

  private static func isPlain(
    _ word: some StringProtocol, limit: Int, _ isAllowed: (UInt8) -> Bool
  ) -> Bool {
    (1...limit).contains(word.utf8.count) && word.utf8.allSatisfy(isAllowed)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || (0x41...0x5A).contains(byte)
  }

  /// Names that Windows keeps for devices, with any extension: disks travel.
  private static let reserved: Set<String> = Set(
    ["con", "prn", "aux", "nul"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] })

  private static func isReserved(_ word: some StringProtocol) -> Bool {
    word.utf8.count >= 3 && reserved.contains(word.prefix { $0 != "." }.lowercased())
  }

  private static func guarded(_ word: String) -> String {
    isReserved(word) ? "_" + word : word
  }

  /// What percent-encoding (RFC 3986 section 2.1) stands for; bytes that are no UTF-8 are replaced.
  private static func decoded(_ word: Substring) -> String {
    guard word.utf8.contains(UInt8(ascii: "%")) else { return String(word) }
    var bytes: [UInt8] = []
    var rest = Array(word.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = Hexadecimal.bytes(of: String(decoding: rest.prefix(2), as: UTF8.self))
      {
        bytes += value
        rest.removeFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The word with `_` for all but letters, digits, `-` and what else is allowed; never empty, and
  /// without a dot at either end.
  private static func safe(_ word: String, _ allowed: String = "") -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      let isSafe = isWordly(scalar) || scalar == "-" || allowed.unicodeScalars.contains(scalar)
      scalars.append(isSafe && scalar != "\u{FFFD}" ? scalar : "_")
    }
    if scalars.first == "." {
      scalars.removeFirst()
      scalars.insert("_", at: scalars.startIndex)
    }
    if scalars.last == "." {
      scalars.removeLast()
      scalars.append("_")
    }
    return scalars.isEmpty ? "_" : String(scalars)
  }

  private static func isWordly(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return isAlphanumeric(UInt8(truncatingIfNeeded: scalar.value)) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      return true
    default: return false
    }
  }

  /// The longest beginning of at most so many bytes.
  private static func shortened(_ word: String, to limit: Int) -> String {
    guard word.utf8.count > limit else { return word }
    var count = 0
    var scalars = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      count += scalar.utf8.count
      guard count <= limit else { break }
      scalars.append(scalar)
    }
    return String(scalars)
  }
}
