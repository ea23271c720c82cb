import Foundation
import Origin
import Testing
import WARCReading

/// `--warc`, by the whole program.
@Suite struct ArchiveTests {
  private static let modes = ["async", "threads"]

  private func records(_ folder: TemporaryFolder, _ name: String) throws -> [ReadRecord] {
    let bytes = try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
    return try ArchiveReader.records(in: Array(bytes))
  }

  /// The response that a JSON record names.
  private func response(
    _ record: [String: Any], in archive: [ReadRecord]
  ) throws -> ReadRecord {
    let place = try #require(record["warc"] as? [String: Any], "\(record)")
    let found = try #require(archive.first { $0.offset == place["offset"] as? Int })
    #expect(found.length == place["length"] as? Int)
    #expect(found["WARC-Record-ID"] == "<\(place["id"] as? String ?? "")>")
    #expect(found["WARC-Target-URI"] == record["final_url"] as? String)
    return found
  }

  @Test(arguments: modes)
  func `what went over the wire is archived, and records say where`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(
        origin,
        [
          "/bytes/10", "/gzip/5000", "/chunked/300000?piece=700", "/status/404", "/status/204",
          "/bytes/2M", "/headers?Content-Type=image/png", "/fault/nothing-here",
        ])
      let command = try await Command.swoop(
        ["-m", mode, "-q", "-o", "\(folder.path)/r", "--warc", "\(folder.path)/a.warc.gz", list])
      #expect(command.status == 1)
      #expect(command.complaints.isEmpty)
      let archive = try records(folder, "a.warc.gz")
      #expect(archive[0].type == "warcinfo")
      #expect(String(decoding: archive[0].block, as: UTF8.self).contains("software: swoop/"))
      let lines = try folder.lines("r").map { try object($0) }
      #expect(lines.count == 8)
      for record in lines {
        let response = try response(record, in: archive)
        #expect(response["WARC-Block-Digest"] == response.blockDigest)
        #expect(response["WARC-IP-Address"] == "127.0.0.1")
        #expect(response.head.hasPrefix("HTTP/1.1 \(record["status"] as? Int ?? 0) "))
        let url = try #require(record["url"] as? String)
        let digest = (record["sha256"] as? String).map { "sha256:\($0)" }
        if url.hasSuffix("/204") {
          #expect(digest == nil)
          #expect(response.payload.isEmpty)
        } else if url.contains("chunked") || url.contains("gzip") {
          #expect(response["Swoop-Decoded-Digest"] == digest)
          #expect(
            response.payload.count == (url.contains("gzip") ? response.payload.count : 308_000)
              || response.payload.suffix(5) == Array("0\r\n\r\n".utf8)[...])
        } else if !response.payload.isEmpty {
          #expect(ArchiveReader.digest(of: response.payload) == digest)
          #expect(response["WARC-Payload-Digest"] == digest)
        }
        let requests = archive.filter { $0["WARC-Concurrent-To"] == response["WARC-Record-ID"] }
        #expect(requests.count == 1)
        #expect(requests.first?.head.hasPrefix("GET /") == true)
      }
    }
  }

  @Test(arguments: modes)
  func `redirects and failed attempts are archived, too, each once`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let command = try await Command.swoop(
        [
          "-m", mode, "-q", "--retry-max-wait", "1", "-o", "\(folder.path)/r",
          "--warc", "\(folder.path)/a.warc.gz", origin.url("/redirect/3"),
          origin.url("/flaky/\(mode)/2"), "http://127.0.0.1:1/", "{}",
        ])
      #expect(command.status != 0)
      let responses = try records(folder, "a.warc.gz").filter {
        ["response", "revisit"].contains($0.type)
      }
      let statuses = responses.map { $0.head.dropFirst("HTTP/1.1 ".count).prefix(3) }
      #expect(statuses.count { $0 == "302" } == 3)
      #expect(statuses.count { $0 == "503" } == 2)
      #expect(statuses.count { $0 == "200" } == 2)
      #expect(responses.count == 7)
      for line in folder.lines("r") {
        let record = try object(line)
        #expect((record["warc"] is NSNull) == (record["status"] is NSNull))
      }
    }
  }

  @Test(arguments: modes)
  func `what breaks off is archived as far as it came`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, ["/truncate/1000", "/stall/2000", "/bytes/1M"])
      let command = try await Command.swoop(
        [
          "-m", mode, "-q", "--retries", "0", "--stall-timeout", "1", "--max-size", "100K",
          "-o", "\(folder.path)/r", "--warc", "\(folder.path)/a.warc.gz", list,
        ])
      #expect(command.status == 1)
      let archive = try records(folder, "a.warc.gz")
      let lines = try folder.lines("r").map { try object($0) }
      let reasons = ["truncate": "disconnect", "stall": "time", "bytes": "length"]
      for record in lines {
        let response = try response(record, in: archive)
        let name = try #require(record["url"] as? String).split(separator: "/")[2]
        #expect(response["WARC-Truncated"] == reasons[String(name)])
        #expect(response["WARC-Payload-Digest"] == nil)
        #expect(response.payload.count >= (record["bytes"] as? Int ?? .max))
      }
    }
  }

  @Test(arguments: modes)
  func `a head that is refused is archived, and an interim one is none`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let paths = ["/fault/length-doubled", "/fault/length-and-chunked", "/fault/interim-switch"]
      let command = try await Command.swoop(
        [
          "-m", mode, "-q", "--retries", "0", "-o", "\(folder.path)/r",
          "--warc", "\(folder.path)/a.warc.gz", try folder.list(origin, paths),
        ])
      #expect(command.status == 1)
      let archive = try records(folder, "a.warc.gz")
      #expect(archive.count { $0.type == "response" } == 2)
      for record in try folder.lines("r").map({ try object($0) }) {
        guard record["url"] as? String != origin.url(paths[2]) else {
          #expect(record["warc"] is NSNull && record["status"] is NSNull)
          continue
        }
        let response = try response(record, in: archive)
        let isRefused = record["url"] as? String == origin.url(paths[0])
        #expect(response["WARC-Truncated"] == (isRefused ? "unspecified" : nil))
        #expect(response.payload.isEmpty == isRefused)
        #expect(!isRefused || response.head.hasSuffix("Length: 5\r\nContent-Length: 7\r\n\r\n"))
      }
    }
  }

  @Test(arguments: modes)
  func `no body is saved where the archive goes on`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let names = ["c-00001.warc.gz", "C-00002.WARC.GZ", "c-1.warc.gz", "other/c-00001.warc.gz"]
      let entries = names.enumerated().map { index, name in
        #"{"url":"\#(origin.url("/bytes/\(9000 + index)"))","path":"\#(name)"}"#
      }
      let command = try await Command.swoop(
        [
          "-m", mode, "-q", "-d", "\(folder.path)/out", "-o", "\(folder.path)/r",
          "--warc", "\(folder.path)/out/c.warc.gz", "--warc-size", "1K",
        ] + entries)
      #expect(command.status == 1)
      #expect(command.complaints.isEmpty)
      let kinds = try folder.lines("r").map { try object($0) }.sorted {
        ($0["seq"] as? Int ?? 0) < ($1["seq"] as? Int ?? 0)
      }.map { ($0["error"] as? [String: Any])?["kind"] as? String }
      #expect(kinds == ["path_taken", "path_taken", nil, nil])
      for number in 0...3 {
        #expect(try records(folder, "out/c-0000\(number).warc.gz").first?.type == "warcinfo")
      }
      for name in names[2...] { #expect(try folder.files(in: "out").contains(name)) }
    }
  }

  @Test(arguments: modes)
  func `requests are archived as they were sent, without credentials`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let url = origin.url("/echo").replacing("http://", with: "http://user:s3cret@")
      let entry = #"{"url":"\#(url)","body":"a body","headers":{"Cookie":"s3cret"}}"#
      let head = #"{"url":"\#(origin.url("/bytes/9"))","method":"HEAD"}"#
      let command = try await Command.swoop(
        ["-m", mode, "-q", "--warc", "\(folder.path)/a.warc.gz", entry, head])
      #expect(command.status == 0)
      let archive = try records(folder, "a.warc.gz")
      let requests = archive.filter { $0.type == "request" }
      let post = try #require(requests.first { $0.head.hasPrefix("POST /echo HTTP/1.1\r\n") })
      #expect(post.payload == Array("a body".utf8))
      #expect(!post.head.lowercased().contains("cookie"))
      #expect(!post.head.lowercased().contains("authorization"))
      #expect(post.head.contains("\r\nContent-Length: 6\r\n"))
      #expect(archive.allSatisfy { $0["WARC-Target-URI"]?.contains("s3cret") != true })
      let empty = try #require(
        archive.first { $0.type == "response" && $0["WARC-Target-URI"]?.hasSuffix("/9") == true })
      #expect(empty.payload.isEmpty && empty["WARC-Payload-Digest"] == nil)
    }
  }

  @Test(arguments: modes)
  func `the same payload is stored once`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...20).map { "/bytes/50000?\($0)" })
      let command = try await Command.swoop(
        ["-m", mode, "-q", "-o", "\(folder.path)/r", "--warc", "\(folder.path)/a.warc.gz", list])
      #expect(command.status == 0)
      let archive = try records(folder, "a.warc.gz")
      #expect(archive.count { $0.type == "response" } == 1)
      #expect(archive.count { $0.type == "revisit" } == 19)
      let digest = archive.first { $0.type == "response" }?["WARC-Payload-Digest"]
      for record in try folder.lines("r").map({ try object($0) }) {
        let found = try response(record, in: archive)
        #expect(found["WARC-Payload-Digest"] == digest)
        #expect("sha256:\(record["sha256"] as? String ?? "")" == digest)
      }
    }
  }

  @Test(arguments: modes)
  func `an archive goes on after kills, in whole records`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = (0..<600).map { origin.url($0 % 50 == 0 ? "/bytes/300000?\($0)" : "/bytes/\($0)") }
      let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
      let arguments = [
        "-m", mode, "-q", "-c", "16", "--per-host", "0", "-o", "\(folder.path)/r", "--resume",
        "--warc", "\(folder.path)/a.warc.gz", "--warc-size", "100K", list,
      ]
      for kill in 1...3 {
        let moment = kill * 120
        let command = try await Command.swoop(arguments) { process in
          #expect(await eventually { folder.wholeLines("r").count >= moment })
          Foundation.kill(process, SIGKILL)
        }
        #expect(command.status == SIGKILL)
      }
      // What a kill in the middle of a record leaves.
      let last = try #require(try folder.files(in: "").filter { $0.hasPrefix("a-") }.max())
      let handle = try #require(FileHandle(forWritingAtPath: "\(folder.path)/\(last)"))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data([0x1F, 0x8B, 8, 0, 0]))
      try handle.close()
      let command = try await Command.swoop(arguments)
      #expect(command.status == 0)
      #expect(command.complaints.isEmpty)
      let names = try folder.files(in: "").filter { $0.hasPrefix("a-") }
      #expect(names.count > 2)
      var archive: [String: [ReadRecord]] = [:]
      for name in names { archive[name] = try records(folder, name) }
      let lines = try folder.lines("r").map { try object($0) }
      #expect(lines.count == urls.count)
      for record in lines {
        let place = try #require(record["warc"] as? [String: Any])
        _ = try response(record, in: archive[place["file"] as? String ?? ""] ?? [])
      }
    }
  }

  @Test func `an archive that is there is gone on with, replaced, or left alone`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let flags = ["-q", "--warc", "\(folder.path)/a.warc.gz", origin.url("/bytes/3")]
      #expect(try await Command.swoop(flags).status == 0)
      let refused = try await Command.swoop(flags)
      #expect(refused.status == 73)
      #expect(
        refused.complaints.first?.hasSuffix("--resume goes on with it, --overwrite replaces it")
          == true)
      #expect(try records(folder, "a.warc.gz").count == 3)
      #expect(try await Command.swoop(flags + ["--overwrite"]).status == 0)
      #expect(try records(folder, "a.warc.gz").count == 3)
      let resumed = try await Command.swoop(flags + ["--resume", "-o", "\(folder.path)/r"])
      #expect(resumed.status == 0)
      #expect(try records(folder, "a.warc.gz").map(\.type).count { $0 == "warcinfo" } == 2)
      let text = try folder.file("b.warc.gz", "no archive\n")
      let foreign = try await Command.swoop(
        ["-q", "--warc", text, "--resume", "-o", "\(folder.path)/r", origin.url("/bytes/3")])
      #expect(foreign.status == 73)
      #expect(try folder.text("b.warc.gz") == "no archive\n")
    }
  }

  @Test func `an archive that has lost what records name is not gone on with`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      func run(_ urls: String...) async throws -> Command {
        try await Command.swoop(
          [
            "-q", "-c", "1", "-o", "\(folder.path)/r", "--resume",
            "--warc", "\(folder.path)/a.warc.gz", "--warc-size", "1",
          ] + urls.map { origin.url($0) })
      }
      #expect(try await run("/bytes/3", "/bytes/4").status == 0)
      let last = "\(folder.path)/a-00002.warc.gz"
      let whole = try #require(FileManager.default.contents(atPath: last))
      let (first, second) = ("\(folder.path)/a-00001.warc.gz", "\(folder.path)/moved")
      try FileManager.default.moveItem(atPath: last, toPath: second)
      for bytes in [nil, Data(), whole.prefix(whole.count / 2)] {
        if let bytes { try bytes.write(to: URL(fileURLWithPath: last)) }
        let refused = try await run("/bytes/5")
        #expect(refused.status == 73)
        #expect(refused.complaints.first?.contains("a-00002.warc.gz: it is missing") == true)
        #expect(FileManager.default.contents(atPath: last) == bytes)
      }
      // An earlier file may have gone elsewhere.
      try whole.write(to: URL(fileURLWithPath: last))
      try FileManager.default.removeItem(atPath: first)
      #expect(try await run("/bytes/5").status == 0)
      #expect(try records(folder, "a-00003.warc.gz").count == 3)
    }
  }

  @Test(arguments: [
    ["--warc", "a.warc"], ["--warc", ".warc.gz"], ["--warc-size", "1M"],
    ["--warc", "a.warc.gz", "--warc-size", "0"],
  ])
  func `wrong usage is told`(flags: [String]) async throws {
    #expect(try await Command.swoop(flags + ["http://127.0.0.1:1/"]).status == 64)
  }
}
