extension Routes {
  static let robots = [
    Route("/robots.txt", "what the program that runs it has set for the host, else 404") {
      request, ledger throws(Refusal) in
      try request.expect(arguments: 0)
      guard let host = IPv4(request.local), let reply = ledger.robots(of: host) else {
        throw .notFound
      }
      return reply
    }
  ]
}
