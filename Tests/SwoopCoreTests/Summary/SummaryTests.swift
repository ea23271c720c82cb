import Foundation
import Testing

@testable import SwoopCore

@Suite struct SummaryTests {
  private func record(
    _ seq: Int, host: String = "a.example", status: Int? = 200, error: FetchError? = nil,
    times: Record.Times? = nil
  ) -> Record {
    var record = Record(
      seq: seq, source: "urls.txt:\(seq)", url: "http://\(host)/\(seq)", host: host, error: error,
      status: status, requestID: "")
    if let times {
      record.startedAt = .now
      record.times = times
    }
    return record
  }

  private func times(total: Int) -> Record.Times {
    Record.Times(
      queued: .microseconds(100), firstByte: .milliseconds(total), total: .milliseconds(total))
  }

  // MARK: Latency

  @Test func `percentiles are at most a hundredth off, and the largest is exact`() throws {
    var latency = LatencyProfile()
    for milliseconds in (1...1000).shuffled() { latency.add(times(total: milliseconds)) }
    let total = try #require(latency[.total])
    #expect(total.count == 1000)
    for (value, expected) in [(total.p50, 500.0), (total.p90, 900), (total.p99, 990)] {
      #expect(abs(value / .milliseconds(1) - expected) <= expected / 100)
    }
    #expect(total.max == .milliseconds(1000))
  }

  @Test func `a phase that a kept connection does not have is not counted`() throws {
    var latency = LatencyProfile()
    for _ in 1...9 { latency.add(times(total: 5)) }
    #expect(latency[.dns] == nil)
    #expect(latency[.tls] == nil)
    var first = times(total: 50)
    (first.dns, first.connect, first.tls) = (.milliseconds(10), .milliseconds(5), .milliseconds(15))
    latency.add(first)
    #expect(latency[.tls]?.count == 1)
    #expect(latency[.tls]?.max == .milliseconds(15))
    #expect(latency[.connect]?.max == .milliseconds(5))
    // What is left of the time until the first byte once there was a connection.
    #expect(latency[.firstByte]?.max == .milliseconds(20))
    #expect(latency[.total]?.count == 10)
  }

  @Test func `an attempt without a response has no first byte`() {
    var latency = LatencyProfile()
    latency.add(Record.Times(dns: .seconds(1), total: .seconds(3)))
    #expect(latency[.firstByte] == nil)
    #expect(latency[.transfer] == nil)
    #expect(latency[.dns]?.max == .seconds(1))
    #expect(latency[.total]?.max == .seconds(3))
  }

  @Test func `a distribution has all entries, from the first class to the last`() {
    var latency = LatencyProfile()
    for milliseconds in [1, 1, 3, 40] { latency.add(times(total: milliseconds)) }
    let classes = latency.distribution(.total)
    #expect(classes.map(\.count) == [2, 0, 1, 0, 0, 1])
    #expect(classes.map(\.upTo) == [1, 2, 5, 10, 20, 50].map { .milliseconds($0) })
  }

  @Test func `entries that were never attempted have no latency`() {
    var summary = Summary()
    summary.add(record(1, error: FetchError(.invalidURL, "no URL")))
    #expect(summary.latency[.total] == nil)
    #expect(summary.latency[.queue] == nil)
  }

  // MARK: Failures

  @Test(arguments: [
    (
      "no connection to a.example port 80: Connection refused",
      "no connection to … port …: Connection refused"
    ),
    ("a certificate of a.example2 has expired", "a certificate of a.example… has expired"),
    ("9\u{301}\u{200D}8", "…\u{301}\u{200D}…"),
    ("not done within 2.5 s", "not done within ….… s"),
    ("", ""),
  ])
  func `a failure's pattern is without its host and its numbers`(message: String, pattern: String) {
    #expect(FailureClusters.pattern(of: message, host: "a.example") == pattern)
  }

  @Test func `failures that are the same are counted together, the most first`() {
    var summary = Summary()
    for seq in 1...3 {
      let error = FetchError(.connect, "no connection to h\(seq).example port 80")
      summary.add(record(seq, host: "h\(seq).example", status: nil, error: error))
    }
    for seq in 4...8 {
      summary.add(
        record(seq, status: 404, error: FetchError(.httpStatus, "the server answered 404")))
    }
    summary.add(record(9, error: FetchError(.duplicate, "the same request is entry 1")))
    summary.add(record(10))
    let clusters = summary.failures.all
    #expect(clusters.map(\.outcome) == ["404", "connect"])
    #expect(clusters.map(\.count) == [5, 3])
    #expect(clusters.map(\.message) == [nil, "no connection to … port …"])
    #expect(clusters.map(\.example.source) == ["urls.txt:4", "urls.txt:1"])
    #expect(summary.examples["duplicate"]?.source == "urls.txt:9")
  }

  @Test func `what all of them say is told as it is`() {
    var summary = Summary()
    for seq in 1...2 {
      let error = FetchError(.timeout, "not done within 2.5 s")
      summary.add(record(seq, status: nil, error: error))
    }
    let wait = FetchError(.httpStatus, "the server answered 503, and asks to wait 90 s")
    summary.add(record(3, status: 503, error: wait))
    #expect(summary.failures.all.map(\.message) == ["not done within 2.5 s", wait.message])
  }

  @Test func `a host whose name is a word is not found inside of others`() {
    #expect(FailureClusters.pattern(of: "a bad date of a", host: "a") == "… bad date of …")
  }

  @Test func `messages without end take bounded memory, and none is left uncounted`() {
    var summary = Summary()
    for seq in 1...1000 {
      let word = String(repeating: "x", count: seq)
      summary.add(record(seq, status: nil, error: FetchError(.protocol, word)))
    }
    let clusters = summary.failures.all
    #expect(clusters.count <= 65)
    #expect(clusters.reduce(0) { $0 + $1.count } == 1000)
  }

  // MARK: Hosts

  @Test func `the slowest and the most failing hosts are named`() {
    var hosts = HostTallies()
    for seq in 1...10 { hosts.add(record(seq, host: "quick", times: times(total: 5))) }
    hosts.add(record(11, host: "slow", times: times(total: 900)))
    for seq in 12...14 {
      hosts.add(
        record(
          seq, host: "bad", status: 500, error: FetchError(.httpStatus, ""), times: times(total: 7))
      )
    }
    hosts.add(record(15, host: "twice", error: FetchError(.duplicate, "")))
    #expect(hosts.slowest(2).map(\.host) == ["slow", "bad"])
    #expect(hosts.slowest(1).first?.meanTime == .milliseconds(900))
    #expect(hosts.mostFailing(5).map(\.host) == ["bad"])
    #expect(hosts.count == 4)
    #expect(!hosts.isPartial)
  }

  @Test func `of very many hosts, those that matter are kept`() {
    var hosts = HostTallies()
    for seq in 1...50 {
      hosts.add(record(seq, host: "bad", status: nil, error: FetchError(.dns, "")))
      hosts.add(record(seq, host: "slow", times: times(total: 5000)))
    }
    for seq in 51...50_000 { hosts.add(record(seq, host: "h\(seq)", times: times(total: 1))) }
    #expect(hosts.isPartial)
    #expect(hosts.count <= 4096)
    #expect(hosts.slowest(1).first?.host == "slow")
    #expect(hosts.mostFailing(1).first?.failed == 50)
  }
}
