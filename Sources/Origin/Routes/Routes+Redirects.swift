import NIOHTTP1

extension Routes {
  static let redirects = [
    Route("/redirect/N", "N relative redirects, then 200") { request, _ throws(Refusal) in
      try chain(request) { "/redirect/\($0)" }
    },
    Route("/redirect-absolute/N", "the same, absolute") { request, _ throws(Refusal) in
      try chain(request) { "http://\(authority(of: request))/redirect-absolute/\($0)" }
    },
    Route("/redirect-loop", "redirects to itself") { request, _ throws(Refusal) in
      try request.expect(arguments: 0)
      return redirect(to: "/redirect-loop")
    },
    Route(
      "/redirect-to?url=U&status=302&cookie=C", "redirects to U, as it is; sets cookie C",
      redirectTo),
    Route("/redirect-nowhere", "302 without Location") { request, _ throws(Refusal) in
      try request.expect(arguments: 0)
      return .text("redirect to nowhere\n", status: .found)
    },
  ]

  private static func chain(
    _ request: Request, location: (Int) -> String
  ) throws(Refusal) -> Reply {
    try request.expect(arguments: 1)
    let left = try request.number(0, in: 0...1_000_000, "N")
    return left == 0 ? .text("arrived\n") : redirect(to: location(left - 1))
  }

  @Sendable private static func redirectTo(
    _ request: Request, _: Ledger
  ) throws(Refusal) -> Reply {
    try request.expect(arguments: 0)
    guard let location = request.target.parameter("url") else {
      throw .badRequest("url is missing")
    }
    let cookie = request.target.parameter("cookie")
    guard isHeaderValue(location), isHeaderValue(cookie ?? "") else {
      throw .badRequest("url and cookie must not hold line ends or zero bytes")
    }
    return redirect(
      to: location, status: try request.status(parameter: "status") ?? .found, cookie: cookie)
  }

  static func redirect(
    to location: String, status: HTTPResponseStatus = .found, cookie: String? = nil
  ) -> Reply {
    var response = Response.text("redirect\n", status: status)
    response.headers.add(name: "Location", value: location)
    if let cookie { response.headers.add(name: "Set-Cookie", value: cookie) }
    return .respond(response)
  }

  /// Host and port as the client called them. HTTP/1.0 clients need not send Host.
  static func authority(of request: Request) -> String {
    request.head.headers.first(name: "host")
      ?? "\(request.local?.ipAddress ?? "127.0.0.1"):\(request.local?.port ?? 80)"
  }

  /// Whether a value can stand in a header line without ending it.
  static func isHeaderValue(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 != 0 && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
  }
}
