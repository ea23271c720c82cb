import NIOHTTP1

/// Pattern bytes with validators, as a whole or in part (RFC 9110, 13.1.5 and 14).
struct Resource {
  let size: Int
  var validators = Validators()
  var hasRanges = true

  /// What a request is entitled to.
  ///
  /// - Parameter heedsIfRange: whether a part is refused to a client whose copy is another one.
  func selection(for head: HTTPRequestHead, heedsIfRange: Bool = true) -> Selection {
    let fields = head.headers["range"]
    guard hasRanges, head.method == .GET, fields.count == 1, let range = ByteRange(fields[0])
    else { return .whole }
    if heedsIfRange, let known = head.headers.first(name: "if-range"), !isCurrent(known) {
      return .whole
    }
    return range.selection(of: size)
  }

  func response(_ selection: Selection) -> Response {
    switch selection {
    case .whole:
      return response(bytes: 0..<size, headers: headers)
    case .part(let range):
      var headers = headers
      let last = range.upperBound - 1
      headers.add(name: "Content-Range", value: "bytes \(range.lowerBound)-\(last)/\(size)")
      return response(status: .partialContent, bytes: range, headers: headers)
    case .unsatisfiable:
      var response = Response.text("no such bytes\n", status: .rangeNotSatisfiable)
      response.headers.add(name: "Content-Range", value: "bytes */\(size)")
      return response
    }
  }

  /// The strong comparison: a weak tag equals none, not even itself.
  private func isCurrent(_ validator: String) -> Bool {
    !validator.hasPrefix("W/")
      && (validator == validators.etag || validator == validators.lastModified)
  }

  private var headers: HTTPHeaders {
    var headers = Routes.octets
    if hasRanges { headers.add(name: "Accept-Ranges", value: "bytes") }
    validators.add(to: &headers)
    return headers
  }

  private func response(
    status: HTTPResponseStatus = .ok, bytes range: Range<Int>, headers: HTTPHeaders
  ) -> Response {
    Response(
      status: status, headers: headers, framing: .length(range.count),
      body: .pattern(PatternRun(range: range)))
  }
}
