import NIOHTTP1

/// What tells a representation from later ones (RFC 9110, 8.8).
struct Validators {
  enum Kind: String { case etag, date, weak, renamed, none }

  var etag: String?
  var lastModified: String?
  /// What 304 says instead, against RFC 9110, 15.4.5.
  var otherETag: String?

  /// Whether a request's conditions say that the client has what there is (RFC 9110, 13.1.2 and 13.1.3).
  func areKnown(to head: HTTPRequestHead) -> Bool {
    if let tag = head.headers.first(name: "if-none-match") {
      return etag.map { Validators.opaque($0) == Validators.opaque(tag) } ?? false
    }
    return lastModified != nil && head.headers.first(name: "if-modified-since") == lastModified
  }

  var notModified: Response {
    var response = Response.text("", status: .notModified)
    if let otherETag {
      response.headers.add(name: "ETag", value: otherETag)
    } else {
      add(to: &response.headers)
    }
    return response
  }

  func add(to headers: inout HTTPHeaders) {
    if let lastModified { headers.add(name: "Last-Modified", value: lastModified) }
    if let etag { headers.add(name: "ETag", value: etag) }
  }

  /// The weak comparison.
  private static func opaque(_ tag: String) -> Substring {
    tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
  }
}

extension Validators.Kind {
  /// `etag` gives both.
  func of(_ name: String, version: Int) -> Validators {
    let tag = "\"\(name)-\(version)\""
    let date = HTTPDate.string(secondsSince1970: Validators.Kind.newYear2026 + version)
    return switch self {
    case .etag: Validators(etag: tag, lastModified: date)
    case .date: Validators(lastModified: date)
    case .weak: Validators(etag: "W/" + tag)
    case .renamed: Validators(etag: tag, otherETag: "\"other\"")
    case .none: Validators()
    }
  }

  private static let newYear2026 = 1_767_225_600
}
