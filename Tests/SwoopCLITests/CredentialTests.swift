import Foundation
import Origin
import Testing

/// Secrets go where they are meant to go, and leave no trace of themselves.
@Suite struct CredentialTests {
  private static let secrets = [
    "hunter2", "token-in-header", "cookie-value", "own-header", "pr0xy",
  ]

  @Test(arguments: ["async", "threads"])
  func `secrets are sent to their origin alone, and written nowhere`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let port = origin.port
      // To another host, to another port or scheme of the same host, and back again.
      let away = origin.url("/echo?away", host: "127.0.0.2")
      let back = origin.url("/redirect-to?url=\(origin.url("/echo?back"))", host: "127.0.0.3")
      let lines = [
        "http://user:hunter2@127.0.0.1:\(port)/echo?own",
        "http://user:hunter2@127.0.0.1:\(port)/redirect-to?url=\(away)",
        "http://user:hunter2@127.0.0.1:\(port)/redirect-to?url=\(back)",
        "http://user:hunter2@127.0.0.1:\(port)/redirect-to?url=https://127.0.0.1:\(port)/",
        "http://user:hunter2@127.0.0.1:\(port)/redirect-to?url=http://127.0.0.1:1/",
        origin.url("/fault/redirect-credentials"),
        "{\"url\": \"\(away)\", \"headers\": {\"X-Own\": \"own-header\"}, \"method\": \"POST\"}",
        // What is no URL, and no request.
        "http://user:hunter2@bad host/", "http://user:hunter2@[::1/", "htp:/user:hunter2@h/",
        "http://user:hunter2@127.0.0.1:99999/", "http://user%40:hunter2%40x@h y/",
        "{\"url\": \"http://user:hunter2@h/\", \"headers\": {\"Bad Name\": \"own-header\"}}",
        "{\"url\": \"http://user:hunter2@h/\", \"headers\": \"own-header\"",
        "http://user:hunter2@127.0.0.1:1/", "http://user:hunter2@no-such-host.invalid/",
        "http://user:hunter2\u{FF20}h/", "http://user:hunter2\u{FE6B}h y/",
      ]
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      let arguments = [
        "-m", mode, "-H", "Authorization: Bearer token-in-header", "-H", "Cookie: id=cookie-value",
        "--retries", "0", "-d", "\(folder.path)/bodies", "-o", "\(folder.path)/records", list,
      ]
      let command = try await Command.swoop(arguments)
      #expect(command.status == 1)
      let resumed = try await Command.swoop(arguments + ["--resume", "--retry-failed"])
      let written =
        try folder.text("records") + command.output + command.errors + resumed.output
        + resumed.errors + folder.files(in: "bodies").joined(separator: "\n")
      for secret in CredentialTests.secrets {
        #expect(!written.contains(secret), "\(secret) in \(written)")
      }
      #expect(written.contains("no-such-host.invalid"))

      let own = origin.received(path: "/echo?own").first
      #expect(own?.headers.contains { $0.value.contains("token-in-header") } == true)
      for path in ["/echo?away", "/echo?back"] {
        for request in origin.received(path: path) where request.method == "GET" {
          let text = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
          #expect(CredentialTests.secrets.filter { text.contains($0) }.isEmpty, "\(text)")
          #expect(!text.lowercased().contains("authorization"))
        }
        #expect(!origin.received(path: path).isEmpty)
      }
    }
  }

  @Test(arguments: ["async", "threads"])
  func `a proxy's secrets are not shown`(mode: String) async throws {
    for proxy in ["http://user:pr0xy@127.0.0.1:1", "http://user:pr0xy@no-such-proxy.invalid:1"] {
      let command = try await Command.swoop([
        "-m", mode, "--json", "--retries", "0", "--proxy", proxy, "http://example.test/",
      ])
      #expect(command.status == 1)
      #expect(!(command.output + command.errors).contains("pr0xy"))
    }
    let wrong = try await Command.swoop(["--proxy", "ftp://user:pr0xy@h", "http://example.test/"])
    #expect(wrong.status == 64)
    #expect(!(wrong.output + wrong.errors).contains("pr0xy"))
  }
}
