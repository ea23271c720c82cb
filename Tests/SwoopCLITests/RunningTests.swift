import Foundation
import Origin
import Testing

/// How the built binary runs fetches.
@Suite struct RunningTests {
  @Test(arguments: ["0", "-1", "1025", "many"])
  func `a wrong number of loops is wrong usage`(loops: String) async throws {
    let command = try await Command.swoop(["--loops", loops, "http://127.0.0.1:1/"])
    #expect(command.status == 64)
    #expect(command.errors.contains("--loops"))
  }

  @Test(arguments: ["CURL_CA_BUNDLE", "SSL_CERT_FILE"])
  func `certificates that the environment names and nobody can read are told of`(
    variable: String
  ) async throws {
    // The machine's own may name others.
    var environment = ["CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "", "SSL_CERT_DIR": ""]
    environment[variable] = "/no/such.pem"
    let command = try await Command.swoop(
      ["--retries", "0", "http://127.0.0.1:1/"], environment: environment)
    #expect(command.status == 1)
    #expect(command.errors.contains("\(variable) /no/such.pem: No such file"))
  }

  @Test(arguments: [1, 3])
  func `every entry has its record, however many loops there are`(loops: Int) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...600).map { origin.url("/bytes/\($0)", host: "127.0.0.\($0 % 20 + 1)") }
      let folder = try TemporaryFolder()
      let list = try folder.file("urls.txt", lines.joined(separator: "\n"))
      let command = try await Command.swoop(
        ["--loops", "\(loops)", "-c", "30", "--retries", "0", list])
      #expect(command.status == 0)
      #expect(command.lines.count == 600)
      #expect(command.lines.allSatisfy { $0.hasPrefix("200\t") })
    }
  }

  #if os(Linux)
    @Test func `each loop has a thread of its own`() async throws {
      try await Origin.withOrigin { origin in
        func threads(_ loops: Int) async throws -> Int {
          let counted = Counted()
          _ = try await Command.swoop(
            ["-q", "--loops", "\(loops)", "-c", "20", origin.url("/delay/2000?\(loops)")]
          ) { process in
            #expect(await eventually { origin.requests(to: "/delay/2000?\(loops)") > 0 })
            // Some are still to start, and the list's reader may be about to end.
            var recent: [Int] = []
            while recent.count < 6 || recent.count < 30 && Set(recent.suffix(6)).count > 1 {
              try? await Task.sleep(for: .milliseconds(50))
              let tasks = "/proc/\(process)/task"
              recent.append(
                (try? FileManager.default.contentsOfDirectory(atPath: tasks).count) ?? 0)
            }
            counted.set(recent.last ?? 0)
          }
          return counted.value
        }
        let (one, nine) = (try await threads(1), try await threads(9))
        #expect(nine == one + 8)
      }
    }
  #endif
}

/// A number that a closure leaves behind.
private final class Counted: @unchecked Sendable {
  private let lock = NSLock()
  private var number = 0

  var value: Int { lock.withLock { number } }

  func set(_ number: Int) { lock.withLock { self.number = number } }
}
