import Foundation
import Origin
import Testing

/// What can't be written any more: one clear line, the right exit status, and what was done is safe.
@Suite struct DiskTests {
  private static let modes = ["async", "threads"]
  private static let canMount = {
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c",
      "d=$(mktemp -d); mount -t tmpfs -o size=64k none $d && umount $d; s=$?; rmdir $d; exit $s",
    ]
    shell.standardError = FileHandle.nullDevice
    try? shell.run()
    shell.waitUntilExit()
    return shell.terminationStatus == 0
  }()

  @Test(.enabled(if: canMount, "a small disk takes root"), arguments: modes)
  func `a full disk ends the run, and the next one goes on`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...200).map { "/bytes/100000?\($0)" })
      let disk = folder.path + "/disk"
      _ = try await Command.shell("mkdir \(disk) && mount -t tmpfs -o size=4m none \(disk)")
      let arguments = [
        "-m", mode, "-c", "8", "-d", "\(disk)/bodies", "-o", "\(folder.path)/records", "--resume",
        list,
      ]
      let full = try await Command.swoop(arguments)
      _ = try await Command.shell("mount -o remount,size=64m \(disk)")
      let rest = try await Command.swoop(arguments)
      let saved = try folder.files(in: "disk/bodies")
      _ = try await Command.shell("umount \(disk)")

      #expect(full.status == 74)
      #expect(
        full.complaints
          == ["swoop: \(disk)/bodies: No space left on device; the run was stopped"])
      #expect(origin.requests() < 300)
      #expect(rest.status == 0)
      let records = try folder.wholeLines("records").map { try object($0) }
      #expect(records.count == 200)
      #expect(Set(records.compactMap { $0["path"] as? String }) == Set(saved))
      #expect(saved.count == 200)
    }
  }

  @Test(arguments: modes)
  func `a device that is full ends the run`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...5000).map { "/bytes/1?\($0)" })
      let command = try await Command.swoop(["-m", mode, "-q", "-o", "/dev/full", list])
      #expect(command.status == 74)
      #expect(
        command.complaints == ["swoop: /dev/full: No space left on device; the run was stopped"])
      #expect(origin.requests() < 5000)
    }
  }

  @Test(arguments: modes)
  func `a reader that goes away ends the run, and the record file is whole`(mode: String)
    async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...5000).map { "/bytes/1?\($0)" })
      let command = try await Command.shell(
        "{ \"$swoop\" -m \(mode) -o \(folder.path)/records \(list); echo $? >&2; } | head -1")
      #expect(command.lines.count == 1)
      #expect(
        command.errors.hasSuffix("swoop: stdout: its reader has gone; the run was stopped\n74\n"))
      let records = try folder.wholeLines("records").map { try object($0) }
      #expect(records.count == folder.lines("records").count)
      #expect(records.contains { $0["ok"] as? Bool == true })
    }
  }

  @Test(arguments: modes)
  func `a directory that is deleted ends the run`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...3000).map { "/delay/5?\($0)" })
      let bodies = folder.path + "/bodies"
      let command = try await Command.swoop(
        ["-m", mode, "-q", "-d", bodies, "-o", "\(folder.path)/records", list]
      ) { _ in
        #expect(await eventually { folder.lines("records").count > 10 })
        // What is saved while it goes on may make it fail.
        #expect(
          await eventually {
            (try? FileManager.default.removeItem(atPath: bodies)) != nil
              || !FileManager.default.fileExists(atPath: bodies)
          })
      }
      #expect(command.status == 74)
      #expect(
        command.complaints
          == ["swoop: \(bodies): No such file or directory; the run was stopped"])
      #expect(origin.requests() < 3000)
      #expect(folder.wholeLines("records") == folder.lines("records"))
    }
  }

  @Test func `what can't be made is told before anything is fetched`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let file = try folder.file("file", "")
      let cases = [
        (["-d", file], "\(file): Not a directory"),
        (["-d", "\(file)/x/y"], "\(file)/x/y: Not a directory"),
        (["-o", folder.path], "\(folder.path): Is a directory"),
        (["-o", "\(folder.path)/no/file"], "\(folder.path)/no/file: No such file or directory"),
        (["-o", "/dev/null", "--resume"], "/dev/null: Illegal seek"),
        (["-o", folder.path, "--resume"], "\(folder.path): Is a directory"),
      ]
      for (arguments, message) in cases {
        let command = try await Command.swoop(arguments + [origin.url("/bytes/1")])
        #expect(command.status == 73)
        #expect(command.errors == "swoop: \(message)\n")
      }
      #expect(origin.requests() == 0)
    }
  }

  @Test(arguments: modes)
  func `a record file is one run's at a time`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let records = folder.path + "/records"
      let urls = [origin.url("/bytes/1"), origin.url("/hang")]
      let first = try await Command.swoop(["-m", mode, "-o", records] + urls) { process in
        #expect(await eventually { folder.lines("records").count == 1 })
        for flag in ["--overwrite", "--resume"] {
          let second = try? await Command.swoop(["-o", records, flag, urls[0]])
          #expect(second?.status == 73)
          #expect(second?.errors == "swoop: \(records): another run is writing to it\n")
        }
        kill(process, SIGKILL)
      }
      #expect(first.status == SIGKILL)
      #expect(folder.wholeLines("records").count >= 1)
    }
  }

  @Test(arguments: ["rm", ": >"])
  func `a record file that others change is told`(change: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let records = folder.path + "/records"
      let command = try await Command.swoop(
        ["-o", records, origin.url("/bytes/1"), origin.url("/delay/500")]
      ) { _ in
        #expect(await eventually { folder.lines("records").count == 1 })
        _ = try? await Command.shell("\(change) \(records)")
      }
      #expect(command.status == 74)
      #expect(
        command.complaints
          == ["swoop: \(records): it was changed, moved or removed meanwhile"])
    }
  }

  @Test(arguments: modes)
  func `64 descriptors are enough to save everything`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.file(
        "urls.txt",
        (1...200).map { origin.url("/bytes/100000", host: "127.0.1.\($0)") }.joined(separator: "\n")
      )
      let command = try await Command.shell(
        "ulimit -n 64; \"$swoop\" -q -m \(mode) -c 500 -d \(folder.path)/bodies -o \(folder.path)/records \(list); echo $?"
      )
      #expect(command.output == "0\n")
      #expect(command.complaints.count == 1)
      #expect(command.errors.hasPrefix("swoop: --concurrency lowered from 500 to "))
      #expect(try folder.files(in: "bodies").count == 200)
    }
  }

  @Test(arguments: modes)
  func `a run that was ended by a signal is resumed`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...600).map { "/delay/5?\($0)" })
      let arguments = ["-m", mode, "-q", "-o", "\(folder.path)/records", "--resume", list]
      let first = try await Command.swoop(arguments) { process in
        #expect(await eventually { folder.lines("records").count > 50 })
        kill(process, SIGTERM)
      }
      #expect(first.status == 143)
      let done = try folder.lines("records").filter { try object($0)["ok"] as? Bool == true }.count
      #expect((50..<600).contains(done))
      let second = try await Command.swoop(arguments)
      #expect(second.status == 0)
      #expect(folder.lines("records").count == 600)
      #expect(origin.requests() == 600)
    }
  }
}
