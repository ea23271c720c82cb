import Foundation
import Origin
import Testing

@testable import SwoopCore

/// How runs start, share their slots, and end, in both modes.
@Suite struct RunTests {
  @Test(arguments: Mode.allCases)
  func `an empty list ends at once`(mode: Mode) async throws {
    let fetched = try await fetch(mode, ["# nothing", ""])
    #expect(fetched.records.isEmpty)
    #expect(fetched.report.read == 0)
  }

  @Test(arguments: Mode.allCases)
  func `the caps hold, and slots are used`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (0..<60).map { origin.url("/delay/30", host: "127.0.0.\($0 % 6 + 1)") }
      let fetched = try await fetch(mode, lines) {
        $0.concurrency = 8
        $0.perHost = .fixed(2)
      }
      #expect(fetched.report.summary.ok == 60)
      #expect(origin.peakConcurrency() <= 8)
      #expect(origin.peakConcurrency() > 2)
      for host in 1...6 { #expect(origin.peakConcurrency(host: "127.0.0.\(host)") <= 2) }
    }
  }

  @Test(arguments: Mode.allCases)
  func `redirects keep the caps of the hosts they lead to`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let target = origin.url("/delay/20", host: "127.0.0.99")
      let lines = (1...30).map {
        origin.url("/redirect-to?url=\(target)", host: "127.0.0.\($0)")
      }
      let fetched = try await fetch(mode, lines) { $0.perHost = .fixed(3) }
      #expect(fetched.report.summary.ok == 30)
      #expect(origin.peakConcurrency(host: "127.0.0.99") <= 3)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a host that hangs holds up no other`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let slow = (1...200).map { _ in origin.url("/hang", host: "127.0.0.2") }
      let quick = (1...50).map { _ in origin.url("/bytes/1", host: "127.0.0.3") }
      let records = TemporaryFile()
      let fetched = try await fetch(
        mode, slow + quick, records: records,
        configure: {
          $0.concurrency = 8
          $0.perHost = .fixed(4)
        },
        whileRunning: { run in
          #expect(await eventually { records.text.split(separator: "\n").count == 50 })
          run.cancel()
        })
      #expect(fetched.report.summary.ok == 50)
      #expect(fetched.report.summary.interrupted == 200)
    }
  }

  @Test(arguments: Mode.allCases)
  func `fetching starts with the first line of a list that is still being written`(
    mode: Mode
  ) async throws {
    try await Origin.withOrigin { origin in
      let fifo = try Fifo()
      let lines = [origin.url("/bytes/1"), origin.url("/bytes/2")]
      let fetched = try await fetch(
        mode, sources: [.file(path: fifo.path)],
        whileRunning: { _ in
          let writer = try await onThread { try fifo.openForWriting() }
          try writer.write(contentsOf: Data((lines[0] + "\n").utf8))
          #expect(await eventually { origin.requests(to: "/bytes/1") == 1 })
          #expect(origin.requests() == 1)
          try writer.write(contentsOf: Data(lines[1].utf8))
          try writer.close()
        })
      #expect(fetched.records.map(\.ok) == [true, true])
      #expect(fetched.records[1].source == "\(fifo.path):2")
    }
  }

  @Test(arguments: Mode.allCases)
  func `a short list takes few workers`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...3).map { _ in origin.url("/delay/50") }
      let fetched = try await fetch(mode, lines) { $0.concurrency = 50_000 }
      #expect(fetched.report.summary.ok == 3)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a list longer than the window is read to its end`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...500).map { $0 % 3 == 0 ? "bad line" : origin.url("/bytes/\($0)") }
      let fetched = try await fetch(mode, lines, keepsBodies: true) { $0.window = 10 }
      #expect(fetched.records.map(\.seq) == Array(1...500))
      #expect(fetched.report.summary.failed == 166)
    }
  }

  @Test(arguments: Mode.allCases)
  func `stopping lets transfers in flight finish and records the rest`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...20).map { _ in origin.url("/delay/500") }
      let fetched = try await fetch(
        mode, lines, configure: { $0.perHost = .fixed(4) },
        whileRunning: { run in
          #expect(await eventually { origin.requests() == 4 })
          run.stop()
        })
      // How far the list was read by then is chance.
      #expect(
        fetched.records.map(\.outcome).sorted() == ["200", "200", "200", "200"]
          + [String](repeating: "interrupted", count: fetched.report.read - 4))
      #expect(origin.requests() == 4)
    }
  }

  @Test(arguments: Mode.allCases)
  func `cancelling ends transfers in flight at once`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let lines = (1...20).map {
        $0 % 2 == 0 ? origin.url("/hang") : origin.url("/drip/600?ms=1000")
      }
      let start = ContinuousClock.now
      let fetched = try await fetch(
        mode, lines, configure: { $0.perHost = .unlimited },
        whileRunning: { run in
          #expect(await eventually { origin.requests() == 20 })
          run.cancel()
        })
      #expect(fetched.report.summary.interrupted == 20)
      #expect(fetched.records.allSatisfy { $0.attempts == 1 && !$0.ok })
      // All of them would go on for minutes.
      #expect(start.duration(to: .now) < .seconds(30))
      #expect(await eventually { origin.openConnections() == 0 })
    }
  }

  @Test(arguments: Mode.allCases)
  func `a run may be cancelled before it starts, and its list read no further`(
    mode: Mode
  ) async throws {
    let fifo = try Fifo()
    let fetched = try await fetch(
      mode, sources: [.file(path: fifo.path)],
      whileRunning: { run in
        run.cancel()
        run.cancel()
      })
    #expect(fetched.records.isEmpty)
  }

  @Test(arguments: Mode.allCases)
  func `a list that can't be read is told, and the others are fetched`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let fetched = try await fetch(
        mode,
        sources: [
          .file(path: "/no/such/list"), .argument(origin.url("/bytes/1")), .file(path: "/"),
          .argument("{\"url\": \"\(origin.url("/bytes/2"))\"}"),
        ])
      #expect(fetched.records.map(\.source) == ["argument:1", "argument:2"])
      #expect(fetched.report.listFailures.map(\.source) == ["/no/such/list", "/"])
    }
  }

  @Test(arguments: Mode.allCases)
  func `output that can't be written ends the run and is told`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let list = TemporaryFile(
        contents: (1...50).map { _ in origin.url("/hang") }.joined(separator: "\n") + "\nbad")
      let full = try OutputFile.create("/dev/full", overwrite: false)
      let run = try FetchRun(
        FetchOptions(mode: mode, defaults: RequestDefaults()),
        sources: [.file(path: list.path)], outputs: Outputs(records: [(full, .json)]))
      let report = try await onThread { try run.run() }
      #expect(report.outputFailure?.name == "/dev/full")
      #expect(report.isComplete)
    }
  }

  @Test(arguments: Mode.allCases)
  func `an output that fails takes no other with it`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let list = TemporaryFile(
        contents: (1...50).map { _ in origin.url("/hang") }.joined(separator: "\n") + "\nbad")
      let records = TemporaryFile()
      let outputs = Outputs(records: [
        (try OutputFile.create("/dev/full", overwrite: false), .text),
        (try OutputFile.create(records.path, overwrite: false), .json),
      ])
      let run = try FetchRun(
        FetchOptions(mode: mode, defaults: RequestDefaults()),
        sources: [.file(path: list.path)], outputs: outputs)
      let report = try await onThread { try run.run() }
      #expect(report.outputFailure?.name == "/dev/full")
      #expect(records.text.split(separator: "\n").count == report.read)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a stop that meets the last transfer's end loses nothing`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      for _ in 1...30 {
        let lines = (1...200).map { _ in origin.url("/bytes/1") }
        let seen = origin.requests()
        // The harness expects a record for each entry that was read.
        _ = try await fetch(
          mode, lines, configure: { $0.concurrency = 1 },
          whileRunning: { run in
            #expect(await eventually { origin.requests() > seen })
            run.stop()
          })
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `the place where reading was stopped is told`(mode: Mode) async throws {
    try await Origin.withOrigin { origin in
      let fifo = try Fifo()
      let fetched = try await fetch(
        mode, sources: [.file(path: fifo.path)],
        whileRunning: { run in
          let writer = try await onThread { try fifo.openForWriting() }
          try writer.write(contentsOf: Data((origin.url("/bytes/1") + "\n# more to come\n").utf8))
          #expect(await eventually { origin.requests() == 1 })
          run.stop()
          try writer.close()
        })
      #expect(fetched.report.stoppedAt == "\(fifo.path):3")
    }
  }
}

/// A named pipe that is gone when its owner is.
final class Fifo: Sendable {
  let path = NSTemporaryDirectory() + "swoop-fifo-\(UUID().uuidString)"

  init() throws {
    guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Blocks until there is a reader.
  func openForWriting() throws -> FileHandle {
    let descriptor = open(path, O_WRONLY)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  deinit {
    unlink(path)
  }
}
