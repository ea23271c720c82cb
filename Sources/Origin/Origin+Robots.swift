import NIOHTTP1

/// The `/robots.txt` of each of the server's addresses. None has one to begin with: 404.
extension Origin {
  /// How a host answers who asks for its rules.
  package enum RobotsReply: Sendable {
    /// 200, with this body, as much later as is said.
    case file(String, delay: Duration = .zero)
    /// This status, with a body that is no rule.
    case status(Int, retryAfter: Int? = nil)
    /// 301 to this place.
    case redirect(String)
    /// Nothing, ever.
    case silence
    /// A body without an end: this file, and then comments.
    case endless(String)
  }

  /// Sets the answer of one of the server's addresses, from now on.
  package func answerRobots(_ reply: RobotsReply, host: String = "127.0.0.1") {
    guard let host = IPv4(host) else { return }
    ledger.setRobots(Routes.reply(for: reply), of: host)
  }

  /// Requests for the rules of one of the server's addresses, since it started or since `resetCounters()`.
  package func robotsRequests(host: String = "127.0.0.1") -> Int {
    IPv4(host).map { ledger.robotsRequests(of: $0) } ?? 0
  }
}

extension Routes {
  fileprivate static func reply(for reply: Origin.RobotsReply) -> Reply {
    switch reply {
    case .silence: return .hang
    case .redirect(let location): return redirect(to: location, status: .movedPermanently)
    case .file(let text, let delay):
      var response = Response.text(text)
      let (seconds, attoseconds) = delay.components
      response.delay = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
      return .respond(response)
    case .status(let status, let seconds):
      var response = Response.text("none\n", status: HTTPResponseStatus(statusCode: status))
      if let seconds { response.headers.add(name: "Retry-After", value: String(seconds)) }
      return .respond(response)
    case .endless(let text):
      return .respond(
        Response(
          headers: Response.plainText, framing: .chunked,
          body: .endless(EndlessRun(text, then: "# and so on\n"))))
    }
  }
}
