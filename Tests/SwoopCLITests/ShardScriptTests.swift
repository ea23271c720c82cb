import Foundation
import Origin
import Testing

/// The script that the examples for Kubernetes and Slurm run, as their pods and tasks.
@Suite struct ShardScriptTests {
  @Test func `the shards of an array are the list, and limits hold over all of them`() async throws
  {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = (0..<400).map { number in
        let path = number % 40 == 7 ? "/status/404" : "/delay/5-20"
        return origin.url("\(path)?\(number)", host: "127.0.\(number % 40 % 3).\(number % 40 + 1)")
      }
      let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
      for attempt in 1...2 {
        try await withThrowingTaskGroup { group in
          for index in 0..<4 {
            group.addTask { try await Pod(index, of: 4, in: folder).run(list, "--per-host", "2") }
          }
          // URLs that failed are no reason to run a shard again.
          for try await pod in group { #expect(pod.status == 0, "\(pod.errors)") }
        }
        // What is done is not done again.
        #expect(origin.requests() == 400, "attempt \(attempt)")
      }

      let parts = (1...4).map { folder.wholeLines("records/part-\($0)-of-4.jsonl") }
      #expect(parts.allSatisfy { !$0.isEmpty })
      let records = try parts.joined().map { try object($0) }
      #expect(records.compactMap { $0["url"] as? String }.sorted() == urls.sorted())
      #expect(records.compactMap { $0["seq"] as? Int }.sorted() == Array(1...400))
      #expect(records.filter { $0["ok"] as? Bool == true }.count == 390)
      for host in Set(urls.compactMap { URL(string: $0)?.host }) {
        #expect((1...2).contains(origin.peakConcurrency(host: host)))
      }
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func `a pod that ends early is gone on with by the next one`(signal: Int32) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let urls = (0..<600).map { origin.url("/delay/20?\($0)", host: "127.0.0.\($0 % 30 + 1)") }
      let list = try folder.file("urls.txt", urls.joined(separator: "\n"))
      let ended = try await Pod(0, of: 1, in: folder).run(list, "-c", "8") { process in
        #expect(await eventually { folder.wholeLines("records/part-1-of-1.jsonl").count >= 50 })
        // The end of a pod is that of all of its processes; a signal goes to the first one only.
        kill(signal == SIGKILL ? -process : process, signal)
      }
      #expect(ended.status == (signal == SIGKILL ? SIGKILL : 143))
      let before = origin.requests()
      #expect((50..<600).contains(before))

      let next = try await Pod(0, of: 1, in: folder).run(list)
      #expect(next.status == 0)
      let records = try folder.wholeLines("records/part-1-of-1.jsonl").map { try object($0) }
      #expect(records.compactMap { $0["url"] as? String }.sorted() == urls.sorted())
      #expect(records.allSatisfy { $0["ok"] as? Bool == true })
      // No more than what was in flight, or not yet written, is fetched twice.
      #expect(origin.requests() < 600 + before)
      if signal == SIGTERM { #expect(origin.requests() == 600) }
    }
  }

  @Test func `what is no shard, no list or no usage fails the pod`() async throws {
    let folder = try TemporaryFolder()
    let list = try folder.file("urls.txt", "")
    #expect(try await Pod(2, of: 3, in: folder).run(list).status == 0)
    #expect(try await Pod(3, of: 3, in: folder).run(list).status == 64)
    #expect(try await Pod(-1, of: 3, in: folder).run(list).status == 64)
    #expect(try await Pod(0, of: 3, in: folder).run(list, "--no-such-flag").status == 64)
    #expect(try await Pod(0, of: 3, in: folder).run("\(folder.path)/none").status == 66)
    // Nothing may look like a shard that is done.
    for arguments in [
      ["--retry-failed"], ["-"], ["//dev/../dev/stdin"], [folder.path], [list, "--help"],
      [list, "--version"], [list, "--show-config"],
    ] {
      let command = try await Command.example(
        "run-shard", arguments, environment: Pod(0, of: 3, in: folder).environment)
      #expect(command.status == 64, "\(arguments): \(command.errors)")
    }
    #expect(try await Pod(99_999_999_999, of: 3, in: folder).run(list).status == 64)
    let environment = Pod(0, of: 3, in: folder).environment
    for name in environment.keys {
      var lacking = environment
      lacking[name] = nil
      let command = try await Command.example("run-shard", [list], environment: lacking)
      #expect(command.status == 64, "without \(name)")
    }
    #expect(try await Command.example("run-shard", [], environment: environment).status == 64)
    for (name, value) in [
      ("JOB_COMPLETION_INDEX", "abc"), ("JOB_COMPLETION_INDEX", "1.5"), ("SHARDS", "03"),
      ("SLURM_ARRAY_TASK_ID", "0x1"),
    ] {
      let odd = environment.merging([name: value]) { $1 }
      let command = try await Command.example("run-shard", [list], environment: odd)
      #expect(command.status == 64, "\(name)=\(value)")
    }
    // A script's background job has no standard input.
    for stdin in ["-", "/dev/stdin"] {
      #expect(try await Pod(0, of: 3, in: folder).run(stdin).status == 64)
    }
  }

  @Test(arguments: [(SIGUSR1, "requeue 12_1\n"), (SIGTERM, "")])
  func `a task whose time is up queues again, and one that is cancelled does not`(
    signal: Int32, called: String
  ) async throws {
    try await Origin.withOrigin { origin in
      let folder = try TemporaryFolder()
      let list = try folder.list(origin, (1...20).map { "/delay/300?\($0)" })
      _ = try await Command.shell(
        """
        echo '#!/bin/sh\necho "$@"' >\(folder.path)/scontrol; chmod +x \(folder.path)/scontrol
        """)
      let environment = [
        "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_JOB_ID": "12", "SHARDS": "3",
        "RUN_SHARD": Command.examples.path + "/run-shard", "RECORDS": "\(folder.path)/records",
      ]
      // The task that has the host of the list.
      let task = try await Command.example(
        "slurm/shards.sbatch", [list, "-c", "1"], environment: environment, path: folder.path
      ) { process in
        #expect(await eventually { origin.requests() > 0 })
        kill(process, signal)
      }
      #expect(task.status == 143)
      #expect(task.output == called)
      let rest = try await Command.example(
        "slurm/shards.sbatch", [list], environment: environment, path: folder.path)
      #expect(rest.status == 0)
      #expect(rest.output.isEmpty)
      #expect(folder.wholeLines("records/part-1-of-3.jsonl").count == 20)
      #expect(origin.requests() == 20)
    }
  }

  @Test func `the number of shards is that of pods and of tasks`() throws {
    let job = try String(
      contentsOf: Command.examples.appending(path: "kubernetes/job.yaml"), encoding: .utf8)
    let completions = try #require(job.firstMatch(of: /completions: (\d+)/)?.1)
    #expect(job.firstMatch(of: /name: SHARDS\s+value: "(\d+)"/)?.1 == completions)
    let array = try String(
      contentsOf: Command.examples.appending(path: "slurm/shards.sbatch"), encoding: .utf8)
    let tasks = try #require(array.firstMatch(of: /--array=1-(\d+)/)?.1)
    #expect(array.firstMatch(of: /SHARDS:-(\d+)/)?.1 == tasks)
    #expect(array.contains("${SLURM_ARRAY_TASK_MAX:-\(tasks)}:${SLURM_ARRAY_TASK_COUNT:-\(tasks)}"))
    #expect(array.contains(#""$array" != 1-\#(tasks):\#(tasks)"#))
  }

  @Test func `an array of another size has to say how many shards there are`() async throws {
    let folder = try TemporaryFolder()
    var environment = [
      "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "4", "RECORDS": folder.path,
      "RUN_SHARD": "/bin/echo",
    ]
    let refused = try await Command.example(
      "slurm/shards.sbatch", ["urls.txt"], environment: environment)
    #expect(refused.status == 64)
    #expect(refused.errors.contains("SHARDS is missing"))
    #expect(refused.output.isEmpty)
    environment["SHARDS"] = "4"
    let told = try await Command.example(
      "slurm/shards.sbatch", ["urls.txt"], environment: environment)
    #expect(told.output == "urls.txt\n")
    environment["SHARDS"] = nil
    environment["SLURM_ARRAY_TASK_COUNT"] = "100"
    let usual = try await Command.example(
      "slurm/shards.sbatch", ["urls.txt"], environment: environment)
    #expect(usual.output == "urls.txt\n")
  }
}

/// A try of one index of an Indexed Job.
private struct Pod {
  let environment: [String: String]

  init(_ index: Int, of count: Int, in folder: TemporaryFolder) {
    environment = [
      "JOB_COMPLETION_INDEX": "\(index)", "SHARDS": "\(count)", "RECORDS": "\(folder.path)/records",
    ]
  }

  func run(
    _ arguments: String..., whileRunning: @Sendable (Int32) async -> Void = { _ in }
  ) async throws -> Command {
    try await Command.example(
      "run-shard", arguments, environment: environment, whileRunning: whileRunning)
  }
}
