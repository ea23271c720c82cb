/// The summary for machines, as docs/records.md describes it.
extension FetchRun.Report {
  /// One JSON object (RFC 8259) in one line, without the line's end.
  ///
  /// - Parameters:
  ///   - options: those of the run.
  ///   - problems: what went wrong with the run itself, a sentence each.
  public func json(_ options: FetchOptions, problems: [String]) -> String {
    JSONObjectWriter.text { json in
      json.member("complete", isComplete)
      json.member("elapsed_ms", milliseconds: elapsed)
      json.member("rate", tenths: Int((10 * rate).rounded()))
      json.member("mode", options.mode.rawValue)
      json.member("concurrency", options.concurrency)
      json.member("read", read)
      json.member("already_done", alreadyDone)
      json.member("other_shards", otherShards)
      summary.write(to: &json)
      if !proxies.isEmpty { json.member("proxies", each: proxies, ProxyTally.write) }
      json.member("process", usage) { json, usage in usage.write(to: &json) }
      json.member("problems", problems)
    }
  }
}

extension Summary {
  /// One JSON object in one line, without the line's end.
  public var json: String {
    JSONObjectWriter.text { write(to: &$0) }
  }

  /// How many hosts are named in each of the hosts' lists.
  private static let namedHosts = 10

  fileprivate func write(to json: inout JSONObjectWriter) {
    json.member("entries", entries)
    json.member("ok", ok)
    json.member("failed", failed)
    json.member("skipped", skipped)
    json.member("attempts", attempts)
    json.member("retries", retries)
    json.member("redirects", redirects)
    json.member("bytes", bytes)
    json.member("wire_bytes", wireBytes)
    json.member("outcomes", each: outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }) {
      json, outcome in
      json.member("outcome", outcome.key)
      json.member("count", outcome.value)
      json.member("example", examples[outcome.key], Example.write)
    }
    json.member("failures", each: failures.all) { json, cluster in
      json.member("outcome", cluster.outcome)
      json.member("message", cluster.message)
      json.member("count", cluster.count)
      json.member("example", cluster.example, Example.write)
    }
    json.member("changes", changes) { json, changes in changes.write(to: &json) }
    json.member("latency_ms", latency) { json, latency in latency.write(to: &json) }
    json.member("hosts", hosts) { json, hosts in
      json.member("count", hosts.count)
      json.member("partial", hosts.isPartial)
      json.member("slowest", each: hosts.slowest(Summary.namedHosts), HostTallies.write)
      json.member("most_failing", each: hosts.mostFailing(Summary.namedHosts), HostTallies.write)
    }
  }
}

extension Summary.Example {
  fileprivate static func write(to json: inout JSONObjectWriter, _ example: Self) {
    json.member("url", example.url)
    json.member("source", example.source)
  }
}

extension ChangeTally {
  fileprivate func write(to json: inout JSONObjectWriter) {
    json.member("new", self[.new])
    json.member("changed", self[.changed])
    json.member("unchanged", self[.unchanged])
  }
}

extension LatencyProfile {
  fileprivate func write(to json: inout JSONObjectWriter) {
    for phase in Phase.allCases {
      json.member(phase.name, self[phase]) { json, percentiles in
        json.member("count", percentiles.count)
        json.member("p50", milliseconds: percentiles.p50)
        json.member("p90", milliseconds: percentiles.p90)
        json.member("p99", milliseconds: percentiles.p99)
        json.member("max", milliseconds: percentiles.max)
      }
    }
  }
}

extension LatencyProfile.Phase {
  fileprivate var name: StaticString {
    switch self {
    case .queue: "queue"
    case .dns: "dns"
    case .connect: "connect"
    case .tls: "tls"
    case .firstByte: "first_byte"
    case .transfer: "transfer"
    case .total: "total"
    }
  }
}

extension HostTallies {
  fileprivate static func write(to json: inout JSONObjectWriter, _ tally: Tally) {
    json.member("host", tally.host)
    json.member("entries", tally.entries)
    json.member("failed", tally.failed)
    json.member("mean_ms", milliseconds: tally.meanTime)
  }
}

extension ProxyTally {
  fileprivate static func write(to json: inout JSONObjectWriter, _ tally: Self) {
    json.member("proxy", tally.name)
    json.member("requests", tally.requests)
    json.member("carried", tally.carried)
    json.member("refused", tally.refused)
    json.member("failed", tally.failures)
    json.member("rests", tally.rests)
    json.member("resting", tally.isResting)
    json.member("peak", tally.peak)
    json.member("wire_bytes", tally.wireBytes)
  }
}

extension ProcessUsage {
  fileprivate func write(to json: inout JSONObjectWriter) {
    json.member("peak_memory", peakMemory)
    json.member("user_ms", milliseconds: userTime)
    json.member("system_ms", milliseconds: systemTime)
    json.member("threads", threads)
    json.member("context_switches", contextSwitches)
  }
}
