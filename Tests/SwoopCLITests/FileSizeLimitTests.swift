import Foundation
import Origin
import Testing
import WARCReading

/// Files that may not grow any more. Apart, because the thread sanitizer needs large files itself.
@Suite struct FileSizeLimitTests {
  @Test(arguments: ["async", "threads"])
  func `a record file that can't grow ends the run with whole lines`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...500).map { "/bytes/\($0)" })
      // In blocks of 512 bytes.
      let command = try await Command.shell(
        "ulimit -f 64; \"$swoop\" -m \(mode) -q -o \(folder.path)/records \(list); echo $?")
      #expect(command.output == "74\n")
      #expect(
        command.complaints
          == ["swoop: \(folder.path)/records: File too large; the run was stopped"])
      let lines = folder.wholeLines("records")
      #expect(lines == folder.lines("records"))
      #expect(lines.count > 20)
      for line in lines { _ = try object(line) }
      let rest = try await Command.swoop(
        ["-m", mode, "-q", "-o", "\(folder.path)/records", "--resume", list])
      #expect(rest.status == 0)
      #expect(folder.lines("records").count == 500)
    }
  }

  @Test(arguments: ["async", "threads"])
  func `a body that is too large for its file fails alone`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, ["/bytes/1", "/bytes/20000000", "/bytes/2"])
      let command = try await Command.shell(
        "ulimit -f 64; \"$swoop\" -m \(mode) -d \(folder.path)/bodies \(list); echo $?")
      #expect(command.lines.count == 4)
      #expect(command.lines.contains { $0.hasPrefix("disk\t") })
      #expect(command.lines.last == "74")
      #expect(command.complaints == ["swoop: 1 body could not be saved"])
      #expect(try folder.files(in: "bodies").count == 2)
    }
  }

  @Test(arguments: ["async", "threads"])
  func `an archive that can't grow ends the run, and stays whole`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(
        origin,
        (0..<200).map { "/headers?Content-Type=image/png&X=\($0)" }
          + (1...9).map { "/bytes/\($0)0000" })
      let command = try await Command.shell(
        """
        ulimit -f 20; trap '' XFSZ
        "$swoop" -m \(mode) -q -o '\(folder.path)/r' --warc '\(folder.path)/a.warc.gz' '\(list)'
        """)
      #expect(command.status == 74)
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder.path)/a.warc.gz"))
      #expect(try ArchiveReader.records(in: Array(bytes)).first?.type == "warcinfo")
    }
  }
}
