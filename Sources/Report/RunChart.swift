import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a page about a run shows, folded from its records in bounded memory.
public struct RunChart: Sendable {
  /// One transfer of the waterfall.
  struct Bar: Sendable {
    let seq: Int
    let url: String
    let source: String
    let outcome: String
    let isOK: Bool
    let attempts: Int
    /// Seconds since 1970.
    let start: Double
    let times: Record.Times
  }

  public private(set) var summary = Summary()
  private(set) var activity = ActivitySeries()
  /// A sample of the transfers, each with the same chance to be in it.
  private(set) var bars: [Bar] = []
  /// Transfers in all.
  private(set) var transfers = 0
  private(set) var modes: Set<Mode> = []
  private var random = SplitMix64(seed: 1)

  /// More rows than anyone looks at, and fewer than a page can't hold.
  private static let mostBars = 2000

  public init() {}

  public mutating func add(_ record: Record, _ mode: Mode) {
    summary.add(record)
    modes.insert(mode)
    guard let startedAt = record.startedAt?.timeIntervalSince1970 else { return }
    let seconds = record.times.total / .seconds(1)
    activity.add(from: startedAt, to: startedAt + seconds, failed: !record.ok)
    sample(record, startedAt)
  }

  /// Vitter's algorithm R (1985).
  private mutating func sample(_ record: Record, _ start: Double) {
    transfers += 1
    guard bars.count == RunChart.mostBars else { return bars.append(Bar(record, start)) }
    let place = Int.random(in: 0..<transfers, using: &random)
    if place < bars.count { bars[place] = Bar(record, start) }
  }
}

extension RunChart.Bar {
  fileprivate init(_ record: Record, _ start: Double) {
    self.init(
      seq: record.seq, url: record.url, source: record.source, outcome: record.outcome,
      isOK: record.ok, attempts: record.attempts, start: start, times: record.times)
  }
}
