extension Routes {
  static let redirectFaults = [
    redirectFault("redirect-file", "302 to a file") { _ in "file:///etc/passwd" },
    redirectFault("redirect-private", "302 to a private address") { _ in "http://10.0.0.1/" },
    redirectFault("redirect-space", "302 to a URL with a space") { _ in "/bytes/5?a b" },
    redirectFault("redirect-long", "302 to a URL of 10 KB") { _ in
      "/bytes/5?\(String(repeating: "x", count: 10 << 10))"
    },
    redirectFault("redirect-control", "302 to a URL with a control character") { _ in
      "/bytes/5?a\u{1b}[31mb"
    },
    redirectFault("redirect-credentials", "302 to /echo with a user and a password") {
      "http://user:secret@\(authority(of: $0))/echo"
    },
  ]

  private static func redirectFault(
    _ name: String, _ about: String, to location: @escaping @Sendable (Request) -> String
  ) -> Route {
    fault(name, about) { request throws(Refusal) in redirect(to: location(request)) }
  }
}
