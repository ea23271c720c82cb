import Curl

/// Which request a redirect asks for (RFC 9110 section 15.4). Pure.
enum RedirectPolicy {
  /// - Returns: nil when the response is no redirect that can be followed by a program.
  static func next(
    after request: Request, status: Int, location: String?
  ) -> Result<Request, FetchError>? {
    guard [301, 302, 303, 307, 308].contains(status), let location, !location.isEmpty else {
      return nil
    }
    do {
      let url = try FetchableURL.target(of: location, from: request.url)
      return .success(following(request, to: url, status: status))
    } catch {
      return .failure(error)
    }
  }

  private static func following(_ request: Request, to url: WebURL, status: Int) -> Request {
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
      next.headers.removeAll { !isHarmless.contains($0.name.lowercased()) }
    }
    return next
  }

  private static let describesBody: Set<String> = [
    "content-type", "content-encoding", "content-language", "content-location", "content-digest",
    "digest", "repr-digest", "last-modified",
  ]

  /// What another origin may see of the headers that were meant for the first. All others may be
  /// credentials: there is no telling what a custom header means.
  private static let isHarmless: Set<String> = [
    "accept", "accept-encoding", "accept-language", "cache-control", "content-encoding",
    "content-language", "content-type", "dnt", "pragma", "range", "user-agent",
  ]
}
