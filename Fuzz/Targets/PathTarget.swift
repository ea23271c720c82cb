import Foundation

@testable import SwoopCore

/// Each line of the input is a path that an entry may name, and an entry whose path is derived.
enum PathTarget {
  private static let parser = EntryParser(defaults: RequestDefaults())

  @Sendable static func check(_ list: [UInt8]) {
    let texts = list.lines.prefix(8)
    for text in texts {
      guard let path = try? SavePath(own: text) else { continue }
      require(path.text.hasSameBytes(as: text), "a path is not as it was named")
      check(path, longestPart: 255)
      checkClaims(path)
    }
    checkDerived(texts.compactMap { try? parser.parse($0)?.content.get() })
  }

  private static func check(_ path: SavePath, longestPart: Int) {
    let parts = path.text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    require(path.text.utf8.count <= 1000, "a path is too long")
    require(path.text.unicodeScalars.allSatisfy { !PrintableText.isUnsafe($0) }, "a control")
    for part in parts {
      require((1...longestPart).contains(part.count), "a part of \(part.count) bytes")
      require(
        !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8), "dots in \(path.text)")
    }
    require(path.name.utf8.elementsEqual(parts[parts.count - 1]), "another name")
    require(path.folders.elementsEqual(parts.dropLast()) { $0.utf8.elementsEqual($1) }, "folders")
    let first = String(Substring(parts[0])).lowercased()
    require(first != SavePath.workFolder, "\(path.text) is in the work folder")
  }

  /// A path that is claimed can be claimed no more, nor can a folder on the way, in any case.
  private static func checkClaims(_ path: SavePath) {
    var claims = PathClaims()
    require(claims.claim(path, for: 1) == nil, "a path is claimed before")
    for end in path.text.utf8.indices where path.text.utf8[end] == UInt8(ascii: "/") {
      let folder = String(path.text[..<end])
      for spelling in [folder, folder.uppercased()] {
        guard let folder = try? SavePath(own: spelling) else { continue }
        require(claims.claim(folder, for: 2) == 1, "a file at the folder \(spelling)")
      }
    }
    for spelling in [
      path.text, path.text.lowercased(), path.text.decomposedStringWithCanonicalMapping,
    ] {
      guard let path = try? SavePath(own: spelling) else { continue }
      require(claims.owner(of: path) == 1, "another file at \(spelling)")
      require(claims.claim(path, for: 2) == 1, "a second claim to \(spelling)")
    }
  }

  private static func checkDerived(_ requests: [PreparedRequest]) {
    var files: [String: RequestID] = [:]
    var folders: Set<String> = []
    for var request in requests {
      if let own = request.terms.path { require(SavePath(of: request) == own, "its own path") }
      request.terms.path = nil
      let path = SavePath(of: request)
      check(path, longestPart: 200)
      require((try? SavePath(own: path.text)) == path, "\(path.text) could not be named")
      let other = files.updateValue(request.id, forKey: folded(path.text))
      require(other == nil || other == request.id, "\(path.text) is of two requests")
      for end in path.text.indices where path.text[end] == "/" {
        folders.insert(folded(String(path.text[..<end])))
      }
    }
    require(folders.isDisjoint(with: files.keys), "a file's name is a folder's")
  }

  /// As file systems compare names that fold case and normalise Unicode; NFKC is stricter than any.
  private static func folded(_ path: String) -> String {
    path.precomposedStringWithCompatibilityMapping.uppercased().lowercased()
      .decomposedStringWithCanonicalMapping
  }
}
