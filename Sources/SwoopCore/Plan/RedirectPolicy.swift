import Curl

/// Which request a redirect asks for (RFC 9110 section 15.4). Pure.
enum RedirectPolicy {
  /// - Parameter hostHeaders: what hosts get besides.
  /// - Returns: nil when the response is no redirect that can be followed by a program.
  static func next(
    after request: PreparedRequest, status: Int, location: String?,
    hostHeaders: HostHeaders
  ) -> Result<PreparedRequest, FetchError>? {
    guard [301, 302, 303, 307, 308].contains(status), let location, !location.isEmpty else {
      return nil
    }
    do {
      let url = try FetchableURL.target(of: location, from: request.url)
      return .success(following(request, to: url, status: status, hostHeaders))
    } catch {
      return .failure(error)
    }
  }

  private static func following(
    _ request: PreparedRequest, to url: WebURL, status: Int, _ hostHeaders: HostHeaders
  ) -> PreparedRequest {
    var next = request
    next.url = url
    let becomesGet =
      status == 303 && !["GET", "HEAD"].contains(request.method)
      || (status == 301 || status == 302) && request.method == "POST"
    if becomesGet {
      next.method = "GET"
      next.body = nil
      next.headers.removeAll { describesBody.contains($0.name.lowercased()) }
    }
    if url.hasSameOrigin(as: request.url) {
      // A Location rarely repeats the userinfo, which is still meant for this origin.
      next.url = url.credentials == nil ? url.with(request.url.credentials) : url
    } else {
      next.headers.removeAll(where: \.mayBeCredential)
      let besides = hostHeaders.fields(afterRedirectTo: url).filter {
        !describesBody.contains($0.name.lowercased())
      }
      next.headers = besides.overridden(by: next.headers)
    }
    return next
  }

  private static let describesBody: Set<String> = [
    "content-type", "content-encoding", "content-language", "content-location", "content-digest",
    "digest", "repr-digest", "last-modified",
  ]
}
