import Foundation
import Testing
import WARCReading

@testable import SwoopCore

/// Archives of what only a server with TLS speaks.
@Suite struct ArchiveRunTests {
  @Test(arguments: Mode.allCases, [AttemptOptions.HTTP.http1, .http2])
  func `TLS and frames are taken off`(mode: Mode, http: AttemptOptions.HTTP) async throws {
    try await TLSServer.with { server in
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/a.warc.gz"
      let archive = try WARCOutput.create(path, software: "test/1")
      let fetched = try await fetch(mode, [server.url(.good), server.url(.good) + "?again"]) {
        $0.attempt.certificates = .init(bundle: server.authority)
        $0.attempt.http = http
      } arrange: {
        $0.archive = archive
      }
      #expect(fetched.records.map(\.outcome) == ["200", "200"])
      let bytes = try #require(FileManager.default.contents(atPath: path))
      let records = try ArchiveReader.records(in: Array(bytes))
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
}
