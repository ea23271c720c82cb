/// One line of the route table.
struct Route: Sendable {
  typealias Answer = @Sendable (Request, Ledger) throws(Refusal) -> Reply

  let usage: String
  let about: String
  let answer: Answer

  init(_ usage: String, _ about: String, _ answer: @escaping Answer) {
    self.usage = usage
    self.about = about
    self.answer = answer
  }

  /// The part of the path by which it is found: all before the first argument, which is named in
  /// capitals.
  var name: String {
    Target(usage).segments.prefix { $0 == $0.lowercased() }.joined(separator: "/")
  }
}

/// The route table: a request in, what to do about it out.
enum Routes {
  static func reply(to request: Request, ledger: Ledger) -> Reply {
    let segments = request.target.segments
    do throws(Refusal) {
      let route = byName[segments.first ?? ""] ?? byName[segments.prefix(2).joined(separator: "/")]
      guard let route else { throw .notFound }
      return try route.answer(request, ledger)
    } catch {
      return .text("\(error.reason)\n", status: error.status)
    }
  }

  static let all: [Route] =
    documents + robots + bodies + ranges + redirects + faults + flaky + pages + inspection
    + rawFaults

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
