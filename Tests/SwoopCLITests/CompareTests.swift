import Foundation
import Origin
import Testing

@testable import swoop

/// Both modes side by side.
@Suite struct CompareTests {
  @Test func `a list that can't be set aside is an error`() async throws {
    let command = try await Command.swoop(
      ["compare"], input: "http://127.0.0.1:1/", environment: ["TMPDIR": "/dev/null/none"])
    #expect(command.status == 71)
    #expect(
      command.errors
        == "swoop: /dev/null/none: the list can't be set aside: Not a directory\n")
  }

  private func figures(
    seconds: Double, cpu: Double, memory: Double
  ) -> Comparison.Figures {
    var figures = Comparison.Figures([])
    (figures.seconds, figures.cpuSeconds, figures.peakMemory) = (
      seconds, cpu, memory * 1_000_000
    )
    return figures
  }

  private func verdict(_ async: Comparison.Figures, _ threads: Comparison.Figures) -> String {
    Verdict(comparison: Comparison(concurrency: 512, async: async, threads: threads)).text
  }

  @Test func `the verdict names the better one, by how much, and the reason`() {
    #expect(
      verdict(
        figures(seconds: 10, cpu: 0.5, memory: 20), figures(seconds: 10.2, cpu: 0.52, memory: 62))
        == "async: 3.1x less memory at 512 in flight, same speed: your servers, not your CPU, set the pace"
    )
    #expect(
      verdict(figures(seconds: 2, cpu: 1.9, memory: 30), figures(seconds: 1, cpu: 1.8, memory: 60))
        == "threads: 2x faster at 512 in flight, but 2x more memory: your CPU sets the pace")
    #expect(
      verdict(figures(seconds: 2, cpu: 1, memory: 30), figures(seconds: 2.1, cpu: 1.05, memory: 31))
        == "no difference that counts at 512 in flight: your servers and your CPU both have a part in the pace"
    )
  }

  @Test func `what is too little to be measured makes no difference`() {
    let text = verdict(
      figures(seconds: 0.01, cpu: 0.01, memory: 0.1), figures(seconds: 0.02, cpu: 0.03, memory: 0.3)
    )
    #expect(text.hasPrefix("no difference that counts"))
  }

  @Test func `figures are medians`() throws {
    let trials = try [3.0, 1.0, 9.0].map { seconds in
      try Trial(
        """
        {"entries":10,"ok":9,"complete":true,"elapsed_ms":\(seconds * 1000),"rate":1,
        "latency_ms":{"total":{"p50":1,"p99":\(seconds)}},"process":{"peak_memory":1,"user_ms":500,
        "system_ms":250,"threads":5,"context_switches":7}}
        """.utf8)
    }
    let figures = Comparison.Figures(trials)
    #expect(figures.seconds == 3)
    #expect(figures.p99 == 3)
    #expect(figures.cpuSeconds == 0.75)
    #expect(figures.failed == 1)
  }

  @Test(arguments: [
    ["-o", "x"], ["-m", "threads"], ["-m", "async"], ["--cat"], ["--nonsense"],
    ["--at", "1", "-c", "8"], ["--report", "-"], ["--body-in-record", "1M"],
  ])
  func `what a comparison has no use for is wrong usage`(flags: [String]) async throws {
    let command = try await Command.swoop(["compare"] + flags + ["http://127.0.0.1:1/"])
    #expect(command.status == 64)
    #expect(command.output == "")
  }

  @Test func `each mode fetches the list in each round, at each concurrency`() async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...5).map { "/text?\($0)" } + ["/status/404"])
      let page = folder.path + "/page.html"
      let command = try await Command.swoop(
        ["compare", "--rounds", "2", "--at", "1,4", "--report", page, "--per-host", "0", list])
      #expect(command.status == 0)
      #expect(origin.requests() == 2 * 2 * 2 * 6)
      #expect(origin.peakConcurrency() <= 4)
      let rows = command.lines.map { $0.split(separator: " ").map(String.init) }
      #expect(
        rows.dropFirst().prefix(4).map { Array($0.prefix(2)) } == [
          ["1", "async"], ["1", "threads"], ["4", "async"], ["4", "threads"],
        ])
      #expect(rows.dropFirst().prefix(4).allSatisfy { $0.last == "1" })
      #expect(command.lines.suffix(2).allSatisfy { $0.contains("in flight") && $0.contains(": ") })
      #expect(command.errors.contains("threads, 4 in flight, round 2 of 2: "))
      let text = try folder.text("page.html")
      #expect(text.contains("async or threads?") && text.contains("Peak memory"))
    }
  }

  @Test func `a run that does not come to its end is no measurement, and says why`() async throws {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop(
        ["compare", "--rounds", "1", "--deadline", "0.3", origin.url("/hang")])
      #expect(command.status == 75)
      #expect(command.complaints.contains("swoop: the run was ended by its deadline"))
      #expect(command.output == "")
    }
  }

  @Test func `it ends when it is told to, and so does its run`() async throws {
    try await Origin.withOrigin { origin in
      let command = try await Command.swoop(["compare", origin.url("/hang")]) { process in
        #expect(await eventually { origin.requests() == 1 })
        // The run's first signal gives what is in flight a moment, which it does not use.
        kill(process, SIGTERM)
      }
      #expect(command.status == 143)
      #expect(origin.requests() == 1)
    }
  }

  @Test func `a list on standard input is read once and fetched as often as need be`() async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let command = try await Command.swoop(
        ["compare", "--rounds", "1", "--data", "-", "-", origin.url("/text?3")],
        input: "\(origin.url("/text"))\n\(origin.url("/text?2"))",
        environment: ["TMPDIR": folder.path])
      #expect(command.status == 0)
      #expect(origin.requests() == 6)
      #expect(origin.received().allSatisfy { $0.body == Array("-".utf8) })
      #expect(try folder.files(in: ".").isEmpty)
    }
  }
}
