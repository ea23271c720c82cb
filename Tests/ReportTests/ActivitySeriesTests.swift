import Testing

@testable import Report

@Suite struct ActivitySeriesTests {
  @Test func `what was in flight and what ended is in its span`() {
    var series = ActivitySeries()
    series.add(from: 100, to: 100.025, failed: false)
    series.add(from: 100.02, to: 100.025, failed: true)
    #expect(series.origin == 100)
    #expect(series.length == 0.01)
    #expect(abs(series.elapsed - 0.025) < 0.000_001)
    #expect(series.spans.map(\.ended) == [0, 0, 2])
    #expect(series.spans.map(\.failed) == [0, 0, 1])
    let inFlight = series.spans.map { ($0.busy / series.length * 100).rounded() / 100 }
    #expect(inFlight == [1, 1, 1])
  }

  @Test func `any length fits, and nothing is lost on the way`() {
    var series = ActivitySeries()
    var busy = 0.0
    // Transfers do not end in the order in which they begin.
    for number in (0..<1000).map({ ($0 * 7919) % 1000 }) {
      let (start, length) = (1_000_000 + Double(number) * 3.7, 0.5 + Double(number % 10))
      series.add(from: start, to: start + length, failed: number % 4 == 0)
      busy += length
    }
    #expect(series.spans.count <= 400)
    #expect(series.spans.reduce(0) { $0 + $1.ended } == 1000)
    #expect(series.spans.reduce(0) { $0 + $1.failed } == 250)
    #expect(abs(series.spans.reduce(0) { $0 + $1.busy } - busy) < 0.001)
    #expect(series.origin <= 1_000_000)
    #expect(series.origin + series.duration >= 1_000_000 + 999 * 3.7)
  }

  @Test func `a time that is far off takes no more memory`() {
    var series = ActivitySeries()
    series.add(from: 1e9, to: 1e9 + 1, failed: false)
    series.add(from: 0, to: 1, failed: false)
    #expect(series.spans.count <= 400)
    #expect(series.spans.reduce(0) { $0 + $1.ended } == 2)
  }
}
