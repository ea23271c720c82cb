import Foundation
import Origin
import Testing
import WARCReading

@testable import SwoopCore

/// Archives of what other options have to do with, in both modes.
@Suite struct ArchiveRunTests {
  /// What is in the archive of a run over a list, and the run's records.
  private func archive(
    _ mode: Mode, _ lines: [String], configure: (inout FetchOptions) throws -> Void,
    whileRunning: @escaping @Sendable (FetchRun) async throws -> Void = { _ in }
  ) async throws -> (records: [ReadRecord], fetched: Fetched) {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.warc.gz"
    let archive = try WARCOutput.create(path, software: "test/1")
    let fetched = try await fetch(mode, lines, configure: configure) {
      $0.archive = archive
    } whileRunning: {
      try await whileRunning($0)
    }
    let bytes = try #require(FileManager.default.contents(atPath: path))
    return (try ArchiveReader.records(in: Array(bytes)), fetched)
  }

  @Test(arguments: Mode.allCases)
  func `what was asked for rules is archived though nobody waits for them any more`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.redirect("/hang"))
      let (records, fetched) = try await archive(mode, [origin.url("/bytes/10")]) {
        $0.robotsAgent = .swoop
      } whileRunning: { run in
        #expect(await eventually { origin.requests(to: "/hang") > 0 })
        run.cancel()
      }
      #expect(fetched.records.map(\.outcome) == ["interrupted"])
      let responses = records.filter { $0.type == "response" }
      #expect(responses.map { $0["WARC-Target-URI"] } == [origin.url("/robots.txt")])
      #expect(responses.first?.head.hasPrefix("HTTP/1.1 301") == true)
    }
  }

  @Test(arguments: Mode.allCases)
  func `what finds no room in memory is archived all the same`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let target = origin.url("/big-headers/90000")
      let body = String(repeating: "b", count: 20_000)
      let lines = [
        origin.url("/redirect/3"), origin.url("/flaky/\(mode)/2"), target, target,
        #"{"url":"\#(origin.url("/echo"))","body":"\#(body)"}"#,
        origin.url("/chunked/200000"), origin.url("/bytes/100000"),
      ]
      let (records, fetched) = try await archive(mode, lines) { $0.attempt.bodyMemory = 100 }
      #expect(fetched.records.map(\.outcome) == Array(repeating: "200", count: lines.count))
      let responses = records.filter { ["response", "revisit"].contains($0.type) }
      #expect(responses.count == 3 + 2 + lines.count)
      #expect(records.allSatisfy { $0["WARC-Block-Digest"] == $0.blockDigest })
      let large = responses.filter { $0["WARC-Target-URI"] == target }
      #expect(large.count == 2 && large.allSatisfy { $0.head.utf8.count > 90_000 })
      let post = records.first { $0.type == "request" && $0.head.hasPrefix("POST") }
      #expect(post?.payload == Array(body.utf8))
      for record in responses {
        #expect(
          records.count { $0["WARC-Concurrent-To"] == record["WARC-Record-ID"] } == 1)
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `rules are archived, before the entries that waited for them`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      origin.answerRobots(.file("user-agent: *\ndisallow: /status\n"))
      let paths = ["/status/404", "/bytes/10", "/bytes/20"]
      let (records, fetched) = try await archive(mode, paths.map { origin.url($0) }) {
        $0.robotsAgent = .swoop
      }
      #expect(fetched.records.map(\.outcome) == ["robots", "200", "200"])
      let asked = records.filter { $0.type == "response" }.compactMap { $0["WARC-Target-URI"] }
      #expect(asked.first == origin.url("/robots.txt"))
      #expect(asked.sorted() == (paths[1...] + ["/robots.txt"]).map { origin.url($0) }.sorted())
    }
  }

  @Test(arguments: Mode.allCases, [AttemptOptions.HTTP.http1, .http2])
  func `TLS and frames are taken off`(mode: Mode, http: AttemptOptions.HTTP) async throws {
    try await TLSServer.with { server in
      let lines = [server.url(.good), server.url(.good) + "?again"]
      let (records, fetched) = try await archive(mode, lines) {
        $0.attempt.certificates = .init(bundle: server.authority)
        $0.attempt.http = http
      }
      #expect(fetched.records.map(\.outcome) == ["200", "200"])
      #expect(
        records.map(\.type) == ["warcinfo", "response", "request", "revisit", "request"])
      #expect(records[1].head.hasPrefix("HTTP/1.1 200"))
      #expect(records[1].payload == Array("secure".utf8))
      #expect(records[2].head.hasPrefix("GET /page"))
      #expect(records[2].head.contains(" HTTP/1.1\r\n"))
      for record in records.dropFirst() {
        #expect(record["WARC-Protocol"] == (http == .http2 ? "h2" : nil))
        #expect(record["WARC-Block-Digest"] == record.blockDigest)
      }
      #expect(
        fetched.records.allSatisfy {
          "sha256:\($0.sha256 ?? "")" == records[1]["WARC-Payload-Digest"]
        })
    }
  }

  @Test func `of a series that another run is at, nothing is replaced`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.warc.gz"
    let first = "\(folder.path)/a-00000.warc.gz"
    try Data("whole".utf8).write(to: URL(fileURLWithPath: first))
    // The other run has come to its second file.
    let current = try OutputFile.create("\(folder.path)/a-00001.warc.gz", overwrite: false)
    #expect(throws: OutputError.self) {
      try WARCOutput.create(path, sizeLimit: 1, software: "test/1", overwrite: true)
    }
    #expect(folder.bytes("a-00000.warc.gz") == Array("whole".utf8))
    current.release()
    let archive = try WARCOutput.create(path, sizeLimit: 1, software: "test/1", overwrite: true)
    #expect(folder.bytes("a-00000.warc.gz") == Array("whole".utf8))
    #expect(folder.files.count == 2)
    try archive.begin()
    #expect(folder.files == ["a-00000.warc.gz"])
    #expect(folder.bytes("a-00000.warc.gz")?.starts(with: Array("whole".utf8)) == false)
  }
}
