import Curl

/// Where a body is saved: a path relative to the directory of saved bodies, and never out of it.
struct SavePath: Hashable, Sendable {
  /// The path with its parts separated by slashes.
  let text: String

  /// Bytes that no file system of Linux or macOS takes more of in a part of a path, or in all of it.
  private static let (longestPart, longest) = (255, 1000)

  /// The folder that holds what is not complete yet.
  static let workFolder = ".swoop"

  /// A path that an entry names itself.
  ///
  /// - Throws: `InvalidRequest` when it is none that can be written as it stands: absolute, with an
  ///   empty part, `.` or `..`, with control characters, too long, or within the work folder.
  init(own text: String) throws(InvalidRequest) {
    func refuse(_ reason: String) -> InvalidRequest {
      InvalidRequest(reason: "the JSON member \"path\" \(reason)")
    }
    guard text.utf8.first != UInt8(ascii: "/") else { throw refuse("is not relative") }
    guard !text.unicodeScalars.contains(where: PrintableText.isUnsafe) else {
      throw refuse("has a control character")
    }
    let parts = SavePath.split(text)
    guard parts.allSatisfy({ !["", ".", ".."].contains($0) }) else {
      throw refuse("has a part that is empty, \".\" or \"..\"")
    }
    guard text.utf8.count <= SavePath.longest,
      parts.allSatisfy({ $0.utf8.count <= SavePath.longestPart })
    else {
      throw refuse("is longer than \(SavePath.longest) bytes, or has a part of over 255")
    }
    guard SavePath.folded(String(parts[0])) != SavePath.workFolder else {
      throw refuse("begins with \(SavePath.workFolder), which is for unfinished files")
    }
    self.text = text
  }

  /// A path made of parts that are safe.
  init(safe parts: [String]) {
    text = parts.joined(separator: "/")
  }

  /// The same for all paths that a file system may take for this one.
  var folded: String { SavePath.folded(text) }

  /// Down, up and down again is full case folding: it takes "ß", "ẞ" and "ss" for one, as macOS does,
  /// which also ignores what can't be seen.
  static func folded(_ text: String) -> String {
    let visible = text.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
    return String(String.UnicodeScalarView(visible)).lowercased().uppercased().lowercased()
  }

  /// The folders on the way, each within the one before.
  var folders: ArraySlice<Substring> { SavePath.split(text).dropLast() }

  /// The file's name in the last of them.
  var name: String { SavePath.split(text).last.map(String.init) ?? "" }

  /// Whether both are in the same folder, byte for byte: to Swift, other spellings of an accent are
  /// the same.
  func isBeside(_ other: SavePath) -> Bool {
    folders.elementsEqual(other.folders) { $0.utf8.elementsEqual($1.utf8) }
  }

  /// By bytes, as the system does: to Swift, a slash and an accent after it are one character.
  private static func split(_ text: String) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map(Substring.init)
  }
}
