import Foundation
import Origin
import Testing

/// Pages and summaries of runs, made while they run and from their records.
@Suite struct ReportTests {
  private static let modes = ["async", "threads"]

  @Test(arguments: modes)
  func `a run's page is the same as that of its records`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, ["/text", "/delay/50", "/status/404", "/bytes/1000"])
      let (records, live, later) = (
        folder.path + "/r", folder.path + "/a.html", folder.path + "/b.html"
      )
      let run = try await Command.swoop([list, "-m", mode, "-q", "-o", records, "--report", live])
      #expect(run.status == 1)
      let report = try await Command.swoop(["report", records, "-o", later])
      #expect(report.status == 0)
      #expect(report.output == "")
      for page in [try folder.text("a.html"), try folder.text("b.html")] {
        #expect(page.contains("<h1>4 entries, 3 ok, 1 failed</h1>"))
        #expect(page.contains("mode \(mode)"))
        #expect(page.components(separatedBy: "class=\"row").count == 5)
        #expect(page.contains(origin.url("/status/404")))
      }
    }
  }

  @Test func `records are summed up for people and for machines`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, ["/text", "/text?2", "/status/404"])
      let records = folder.path + "/r"
      _ = try await Command.swoop([list, "-q", "-o", records])
      let text = try await Command.swoop(["report", records])
      #expect(text.status == 0)
      #expect(text.output.hasPrefix("3 entries: 2 ok, 1 failed, 0 skipped"))
      #expect(text.output.contains("  1 x 404: \(origin.url("/status/404")) (\(list):3)"))
      #expect(text.output.contains("\n  total "))
      let json = try await Command.swoop(["report", records, "--summary", "json"])
      let summary = try object(Substring(json.output))
      #expect(summary["entries"] as? Int == 3)
      #expect(summary["attempts"] as? Int == 3)
    }
  }

  @Test func `what takes another record's place is counted once, and what is no record is named`()
    async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, ["/text"])
      let path = folder.path + "/r"
      _ = try await Command.swoop([list, "-q", "-o", path])
      let record = try folder.text("r").trimmingCharacters(in: .newlines)
      let failed = record.replacing("\"ok\":true", with: "\"ok\":false").replacing(
        "\"error\":null",
        with: "\"error\":{\"kind\":\"interrupted\",\"message\":\"stopped\",\"curl\":null}")
      let repeated = record.dropLast() + ",\"replaces\":true}"
      let mixed = try folder.file("mixed", "\(failed)\nnonsense\n\(repeated)\n{\"seq\":2,\"cut")
      let report = try await Command.swoop(["report", mixed])
      #expect(report.status == 66)
      #expect(report.output.hasPrefix("1 entry: 1 ok, 0 failed"))
      #expect(report.complaints == ["swoop: \(mixed):2: this is no record"])
      let missing = try await Command.swoop(["report", folder.path + "/nothing"])
      #expect(missing.status == 66)
      let directory = try await Command.swoop(["report", folder.path])
      #expect(directory.status == 66)
      #expect(directory.errors == "swoop: \(folder.path): Is a directory\n")
      #expect(missing.complaints.count == 1)
    }
  }

  @Test func `a page replaces a page, and nothing else`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let page = folder.path + "/page.html"
      for _ in 1...2 {
        let command = try await Command.swoop([origin.url("/text"), "-q", "--report", page])
        #expect(command.status == 0)
      }
      let other = try folder.file("notes.html", "<!DOCTYPE html>\n<p>mine")
      let refused = try await Command.swoop([origin.url("/text"), "-q", "--report", other])
      #expect(refused.status == 73)
      #expect(refused.errors.contains("no page of swoop's"))
      #expect(try folder.text("notes.html") == "<!DOCTYPE html>\n<p>mine")
    }
  }

  @Test func `a page is not lost for a file that can't be read`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let page = folder.path + "/page.html"
      _ = try await Command.swoop([origin.url("/text"), "-q", "--report", page])
      let before = try folder.text("page.html")
      let command = try await Command.swoop(["report", folder.path + "/typo", "-o", page])
      #expect(command.status == 66)
      #expect(try folder.text("page.html") == before)
    }
  }

  @Test(arguments: ["attempts", "bytes", "wire_bytes", "redirects", "seq"])
  func `records with counts that no run writes are none`(member: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      _ = try await Command.swoop([origin.url("/text"), "-q", "-o", folder.path + "/r"])
      let record = try folder.text("r")
      for value in ["9223372036854775807", "-1"] {
        let parts = record.components(separatedBy: "\"\(member)\":")
        let rest = try #require(parts.last).drop { $0.isNumber }
        let forged = "\(parts[0])\"\(member)\":\(value)\(rest)"
        let command = try await Command.swoop([
          "report", try folder.file("forged", forged + forged),
        ])
        #expect(command.status == 66)
        #expect(command.output.hasPrefix("0 entries"))
      }
    }
  }

  @Test func `what can't be written is told`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let records = folder.path + "/r"
      _ = try await Command.swoop([origin.url("/text"), "-q", "-o", records])
      let full = try await Command.shell("$swoop report \(records) >/dev/full")
      #expect(full.status == 74)
      #expect(full.complaints.count == 1)
      #expect(try await Command.swoop(["report", records, "-o", "-"]).status == 64)
    }
  }

  @Test func `help is that of fetching, and names the other commands`() async throws {
    let help = try await Command.swoop(["--help"])
    #expect(help.status == 0)
    #expect(help.output.contains("swoop report [<options>] <records> ..."))
    #expect(help.output.contains("--per-host"))
    let report = try await Command.swoop(["report", "--help"])
    #expect(report.output.contains("RECORDS are files that -o wrote"))
    #expect(try await Command.swoop(["--version"]).output == "0.1.0\n")
  }
}
