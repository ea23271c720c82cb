import SwoopCore

/// The summary for people.
enum SummaryText {
  /// How many entries came to what, how they ended, how long it took, and what it cost.
  static func describe(_ report: FetchRun.Report, _ options: FetchOptions) -> String {
    var lines = [total(report, options)]
    lines += OutcomeLines.describe(report.summary)
    if report.alreadyDone > 0 {
      let failed = report.alreadyFailed > 0 ? ", \(report.alreadyFailed) of which failed" : ""
      lines.append("  \(report.alreadyDone) were done before" + failed)
    }
    lines += report.summary.changes.map(changes) ?? []
    if report.otherShards > 0 { lines.append("  \(report.otherShards) more of other shards") }
    // Of one entry, its own line says it all.
    if report.summary.entries > 1 {
      lines += details(report.summary) + ProxyTable.lines(report.proxies)
      lines.append(process(report.usage))
    }
    return lines.joined(separator: "\n")
  }

  /// What records tell, without the run that made them.
  static func describe(_ summary: Summary) -> String {
    let entries = summary.entries == 1 ? "1 entry" : "\(summary.entries) entries"
    let total =
      "\(entries): \(summary.ok) ok, \(summary.failed) failed, \(summary.skipped) skipped, "
      + (summary.retries == 1 ? "1 retry" : "\(summary.retries) retries")
    return ([total] + OutcomeLines.describe(summary) + details(summary)).joined(separator: "\n")
  }

  /// What the entries' records tell: how long the parts of their ways took, and at which hosts.
  static func details(_ summary: Summary) -> [String] {
    [traffic(summary)] + LatencyTable.lines(summary.latency) + hosts(summary.hosts)
  }

  /// What went wrong with the run itself, a line each.
  static func complaints(_ report: FetchRun.Report) -> [String] {
    var lines = report.listFailures.map { "\($0)" }
    if report.lackCredentials > 0 {
      let count = report.lackCredentials == 1 ? "1 entry" : "\(report.lackCredentials) entries"
      lines.append(
        "\(count) went without credentials, which anyone could have read over plain http; --clear-text-credentials sends them"
      )
    }
    if report.isPastDeadline { lines.append("the run was ended by its deadline") }
    if let failure = report.outputFailure {
      lines.append("\(failure)" + (report.hasStoppedForOutput ? "; the run was stopped" : ""))
    } else if let place = report.stoppedAt {
      lines.append("\(place): the list was not read from here on")
    }
    if let failure = report.compactionFailure {
      lines.append("\(failure); it still holds records that others have taken the place of")
    }
    if report.outputFailure == nil, let count = report.summary.unsaved {
      lines.append(
        count == 1 ? "1 body could not be saved" : "\(count) bodies could not be saved")
    }
    if !report.isComplete {
      lines.append(
        "\(report.read - report.otherShards) entries were read, \(report.summary.entries + report.alreadyDone) have a record"
      )
    }
    return lines
  }

  private static func total(_ report: FetchRun.Report, _ options: FetchOptions) -> String {
    let summary = report.summary
    let count = summary.entries + report.alreadyDone
    let entries = count == 1 ? "1 entry" : "\(count) entries"
    var text = """
      \(entries): \(summary.ok) ok, \(summary.failed) failed, \
      \(summary.skipped + report.alreadyDone) skipped \
      in \(Figure.decimal(report.elapsed / .seconds(1))) s (\(Figure.decimal(report.rate))/s, \
      \(Figure.size(summary.bytes)), mode \(options.mode.rawValue))
      """
    if summary.retries > 0 {
      text += summary.retries == 1 ? ", after 1 retry" : ", after \(summary.retries) retries"
    }
    return text
  }

  private static func changes(_ tally: ChangeTally) -> [String] {
    let counts = [Record.Change.unchanged, .changed, .new].map { "\(tally[$0]) \($0.rawValue)" }
    var lines = ["  since the earlier run: \(counts.joined(separator: ", "))"]
    lines += tally.paths.map { "    \(PrintableText.escaping($0))" }
    let rest = tally.changedFiles - tally.paths.count
    if rest > 0 { lines.append("    and \(rest) more files: the records' \"change\" tells which") }
    return lines
  }

  /// Hosts named in a line.
  private static let namedHosts = 3

  private static func hosts(_ hosts: HostTallies) -> [String] {
    guard hosts.count > 1 else { return [] }
    let count = hosts.isPartial ? "more than \(hosts.count)" : "\(hosts.count)"
    let slowest = hosts.slowest(namedHosts).map { tally in
      "\(PrintableText.escaping(tally.host)) \(Figure.milliseconds(tally.meanTime)) ms"
    }
    let failing = hosts.mostFailing(namedHosts).map { tally in
      "\(PrintableText.escaping(tally.host)) \(tally.failed) of \(tally.entries)"
    }
    var lines = ["  \(count) hosts"]
    if !slowest.isEmpty { lines[0] += ", the slowest: \(slowest.joined(separator: ", "))" }
    if !failing.isEmpty { lines.append("  most failures: \(failing.joined(separator: ", "))") }
    return lines
  }

  private static func traffic(_ summary: Summary) -> String {
    "  \(summary.attempts) attempts, \(Figure.size(summary.wireBytes)) received, "
      + "\(Figure.size(summary.bytes)) decoded"
  }

  private static func process(_ usage: ProcessUsage) -> String {
    let (user, system) = (usage.userTime / .seconds(1), usage.systemTime / .seconds(1))
    return "  at most \(Figure.size(usage.peakMemory)) and \(usage.threads) threads, "
      + "CPU \(Figure.decimal(user)) s and \(Figure.decimal(system)) s in the system"
  }
}
