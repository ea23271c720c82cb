import Foundation
import Origin
import Testing

/// What people see, on a terminal of a given size.
@Suite struct TerminalTests {
  private static let modes = ["async", "threads"]

  private func isBlock(_ line: String) -> Bool {
    line.contains(" ok  ") || line.contains(" wait for ") || line.contains("█")
      || line.contains("░")
  }

  @Test(arguments: modes)
  func `lines scroll above the block, which is gone in the end`(mode: String) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...60).map { "/delay/100?\($0)" })
      let terminal = try PseudoTerminal(width: 100)
      let status = try await terminal.swoop([list, "-m", mode, "--per-host", "4"]) { _ in
        #expect(
          await eventually {
            let lines = terminal.lines
            return lines.last?.contains("wait for 127.0.0.1") == true
              && lines.filter(isBlock).count == 3 && lines.dropLast(2).last?.contains("/60") == true
              && lines.dropLast(3).allSatisfy { $0.hasPrefix("200 ") }
          })
      }
      #expect(status == 0)
      let lines = terminal.lines
      #expect(!lines.contains(where: isBlock))
      #expect(lines.prefix(60).allSatisfy { $0.hasPrefix("200 ") })
      #expect(Set(lines.prefix(60).map { $0.split(separator: "?").last }).count == 60)
      #expect(
        lines.dropFirst(60).first?.hasPrefix("60 entries: 60 ok, 0 failed, 0 skipped") == true)
      #expect(terminal.unknown == [])
      #expect(terminal.hasColors)
    }
  }

  @Test(arguments: [20, 30, 45, 60])
  func `nothing wraps on a narrow terminal`(width: Int) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...40).map { "/delay/100?\($0)" })
      let terminal = try PseudoTerminal(width: width)
      let records = folder.path + "/records"
      let pipe = Pipe()
      _ = try await terminal.swoop(
        [list, "--per-host", "4", "-o", records, "--summary", "none", "--progress", "always"],
        output: pipe.fileHandleForWriting
      ) { _ in
        #expect(await eventually { terminal.lines.contains { $0.contains("/40") } })
        #expect(!terminal.isWrapped)
      }
      #expect(terminal.lines == [])
    }
  }

  @Test func `a terminal that is made narrower and wider keeps no debris`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...60).map { "/delay/200?\($0)" })
      let terminal = try PseudoTerminal(width: 100)
      _ = try await terminal.swoop([list, "--per-host", "4"]) { _ in
        for width in [40, 100, 30] {
          #expect(await eventually { terminal.lines.contains(where: isBlock) })
          terminal.resize(to: width)
          let before = terminal.text.count
          #expect(await eventually { terminal.text.count > before + 100 })
        }
      }
      let lines = terminal.lines
      #expect(!lines.contains(where: isBlock))
      #expect(lines.filter { $0.hasPrefix("200 ") }.count == 60)
    }
  }

  @Test func `without colours, or on a dumb terminal, there are none`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...20).map { "/delay/200?\($0)" })
      let plain = try PseudoTerminal(width: 80)
      _ = try await plain.swoop([list, "--per-host", "4"], environment: ["NO_COLOR": "1"])
      #expect(!plain.hasColors)
      #expect(plain.text.contains("in flight"))
      let dumb = try PseudoTerminal(width: 80)
      _ = try await dumb.swoop([list, "--per-host", "4"], environment: ["TERM": "dumb"])
      #expect(!dumb.text.contains("\u{1B}"))
      #expect(!dumb.text.contains("in flight"))
      #expect(dumb.lines.filter { $0.hasPrefix("200 ") }.count == 20)
      let forced = try PseudoTerminal(width: 80)
      _ = try await forced.swoop(
        [list, "--color", "always", "--progress", "never"], environment: ["NO_COLOR": "1"])
      #expect(forced.hasColors)
      #expect(!forced.text.contains("in flight"))
    }
  }

  @Test func `bodies on the terminal end their line before the block is shown again`() async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...20).map { "/delay/200?\($0)" })
      let terminal = try PseudoTerminal(width: 80)
      _ = try await terminal.swoop([list, "--per-host", "2", "--cat"])
      let pipe = try await Command.swoop([list, "--cat"])
      let lines = terminal.lines
      #expect(!lines.contains(where: isBlock))
      #expect(lines.joined().contains(pipe.output.filter { !$0.isNewline }))
    }
  }

  @Test func `where another program reads the output, the terminal is left to it`() async throws {
    try await Origin.withOrigin { origin in
      let terminal = try PseudoTerminal(width: 80)
      let pipe = Pipe()
      _ = try await terminal.swoop(
        [origin.url("/delay/900"), "--json", "--summary", "none"], output: pipe.fileHandleForWriting
      )
      #expect(terminal.lines == [])
      #expect(!terminal.text.contains("\u{1B}"))
    }
  }

  @Test func `an interrupted run says so above the block`() async throws {
    try await Origin.withOrigin { origin in
      let terminal = try PseudoTerminal(width: 80)
      let status = try await terminal.swoop([origin.url("/hang"), origin.url("/hang") + "?2"]) {
        process in
        #expect(await eventually { terminal.lines.contains(where: isBlock) })
        kill(process, SIGINT)
        #expect(await eventually { terminal.lines.first?.hasPrefix("swoop: stopping") == true })
        #expect(await eventually { terminal.lines.dropFirst().contains(where: isBlock) })
        kill(process, SIGINT)
      }
      #expect(status == 130)
      #expect(!terminal.lines.contains(where: isBlock))
      #expect(terminal.lines.contains { $0.hasPrefix("2 entries: 0 ok, 2 failed") })
    }
  }

  @Test func `a long URL is shortened in the middle, and so is what is said of it`() async throws {
    try await Origin.withOrigin { origin in
      let long = origin.url("/status/404") + "?" + String(repeating: "x", count: 300) + "end"
      let terminal = try PseudoTerminal(width: 100)
      _ = try await terminal.swoop([
        long, "http://127.0.0.1:1/refused", "--retries", "0", "--summary", "none",
      ])
      #expect(!terminal.isWrapped)
      let lines = terminal.lines
      let missing = try #require(lines.first { $0.hasPrefix("404 ") })
      #expect(missing.hasSuffix("xend") && missing.contains("..."))
      let refused = try #require(lines.first { $0.hasPrefix("connect ") })
      #expect(refused.contains("http://127.0.0.1:1/refused"))
      #expect(refused.contains("no connection"))
    }
  }

  @Test func `stopped by its terminal, it leaves no block behind, and draws it again`() async throws
  {
    try await Origin.withOrigin { origin in
      let terminal = try PseudoTerminal(width: 80)
      let status = try await terminal.swoop([origin.url("/hang"), "--summary", "none"]) { process in
        #expect(await eventually { terminal.lines.contains(where: isBlock) })
        kill(process, SIGTSTP)
        #expect(await eventually { terminal.lines.isEmpty })
        // Once is not enough when it comes before the stop.
        #expect(
          await eventually {
            kill(process, SIGCONT)
            return terminal.lines.contains(where: isBlock)
          })
        kill(process, SIGINT)
        #expect(await eventually { terminal.lines.first?.hasPrefix("swoop: stopping") == true })
        kill(process, SIGINT)
      }
      #expect(status == 130)
      #expect(!terminal.lines.contains(where: isBlock))
    }
  }

  @Test func `where there is no terminal, a line tells how far the run is, if asked for`()
    async throws
  {
    try await Origin.withOrigin { origin in
      // The first line comes after 10 s.
      let urls = (1...2).map { origin.url("/delay/10500") + "?\($0)" }
      async let asked = Command.swoop(urls + ["--progress", "always"])
      async let silent = Command.swoop(urls)
      let errors = try await asked.errors
      #expect(errors.hasPrefix("swoop: 0/2  0 ok  0 failed  2 in flight"))
      #expect(!errors.contains("\u{1B}"))
      #expect(try await silent.errors.hasPrefix("2 entries: 2 ok"))
    }
  }
}
