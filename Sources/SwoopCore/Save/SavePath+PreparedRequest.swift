import Curl

/// The path that follows from a request: `host/path`, readable, and one of its own for each request.
///
/// A path is plain when the URL's own words can stand in it as they are: in lower case, of letters,
/// digits and `.-_`, with a dot in the last part and none in those before, so that no file's name is
/// ever a folder's. Two plain paths are equal only if their URLs are. All else is put into safe words,
/// and the last part gets `~` and 16 characters of the request's digest, which make it unique
/// whatever the words came to, on file systems that fold case or normalise Unicode, too.
extension SavePath {
  init(of request: PreparedRequest) {
    self = request.terms.path ?? SavePath(derivedFrom: request)
  }

  private init(derivedFrom request: PreparedRequest) {
    let url = request.url
    let afterScheme = url.text.dropFirst(url.scheme.utf8.count + 3)
    let target = afterScheme.drop { $0 != "/" }.dropFirst()
    let query = target.firstIndex(of: "?")
    let path = target[..<(query ?? target.endIndex)]
    var words = path.split(separator: "/", omittingEmptySubsequences: false)
    let leaf = words.popLast() ?? ""
    let authority = SavePath.authority(of: url)

    let isPlain =
      query == nil && PathWord.isPlainHost(url.host) && words.allSatisfy(PathWord.isPlainFolder)
      && PathWord.isPlainFile(leaf) && words.count <= SavePath.deepest
      && request.id == RequestID(url: url.text, user: nil, method: "GET", headers: [], body: nil)
    guard !isPlain else {
      self.init(safe: [authority] + words.map(String.init) + [String(leaf)])
      return
    }
    let name = PathWord.fileName(
      leaf, query: query.map { target[$0...].dropFirst() } ?? "", hash: request.id.shortText)
    self.init(safe: [authority] + words.prefix(SavePath.deepest).map(PathWord.folder) + [name])
  }

  /// Folders under that of the host: what lies deeper in a URL is left out.
  private static let deepest = 10

  /// The folder of a host and port: `host` for https, `host+80` for http, and so on.
  private static func authority(of url: WebURL) -> String {
    let host = PathWord.isPlainHost(url.host) ? url.host : PathWord.host(url.host)
    switch (url.scheme, url.port) {
    case ("https", 443): return host
    case ("https", let port): return "\(host)+\(port)+https"
    case (_, let port): return "\(host)+\(port)"
    }
  }
}

extension RequestID {
  /// 80 bits in the letters and digits of base32 (RFC 4648 section 6), in lower case.
  fileprivate var shortText: String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    var text: [UInt8] = []
    for group in [bytes[..<5], bytes[5..<10]] {
      let bits = group.reduce(0) { $0 << 8 | Int($1) }
      text += stride(from: 35, through: 0, by: -5).map { alphabet[bits >> $0 & 31] }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
