import Histogram

/// How long the parts of entries' ways took, as percentiles, in bounded memory.
///
/// HdrHistogram's buckets hold microseconds to two significant digits: a percentile is at most 1 % off.
public struct LatencyProfile: Sendable {
  /// The parts of an entry's last attempt, and the whole of it.
  public enum Phase: String, CaseIterable, Sendable {
    /// Waiting for a slot.
    case queue
    /// Looking up names, where that took 0.1 ms or more.
    case dns
    /// Opening connections, TLS excluded, likewise.
    case connect
    /// TLS handshakes, likewise.
    case tls
    /// From there to the first byte of the last response, where one came.
    case firstByte = "first_byte"
    /// From there to its end, likewise.
    case transfer
    /// The attempt in all, without the queue.
    case total

    /// Its name for people.
    public var label: String {
      switch self {
      case .queue: "queue"
      case .dns: "DNS"
      case .connect: "connect"
      case .tls: "TLS"
      case .firstByte: "first byte"
      case .transfer: "transfer"
      case .total: "total"
      }
    }

    fileprivate var index: Int {
      switch self {
      case .queue: 0
      case .dns: 1
      case .connect: 2
      case .tls: 3
      case .firstByte: 4
      case .transfer: 5
      case .total: 6
      }
    }
  }

  /// What a phase's durations come to.
  public struct Percentiles: Hashable, Sendable {
    /// How many entries had the phase.
    public let count: Int
    /// Half of them took no longer.
    public let p50: Duration
    /// Nine of ten took no longer.
    public let p90: Duration
    /// 99 of a hundred took no longer.
    public let p99: Duration
    /// The longest; a day at the most.
    public let max: Duration
  }

  /// By the phases' index.
  private var histograms: [Histogram<UInt32>]
  private var longest: [UInt64]

  /// A day, in microseconds: what takes longer counts as this long.
  private static let longestTracked: UInt64 = 86_400_000_000

  /// The shortest that a record tells. libcurl's clocks show some microseconds where nothing was done.
  private static let leastCounted = Duration.microseconds(100)

  init() {
    let phases = Phase.allCases
    histograms = phases.map { _ in
      Histogram(
        highestTrackableValue: LatencyProfile.longestTracked, numberOfSignificantValueDigits: .two)
    }
    longest = phases.map { _ in 0 }
  }

  mutating func add(_ times: Record.Times) {
    add(times.queued, to: .queue)
    // A kept connection has none of these, and would only hide what they cost where they are.
    for (phase, time) in [(Phase.dns, times.dns), (.connect, times.connect), (.tls, times.tls)]
    where time >= LatencyProfile.leastCounted {
      add(time, to: phase)
    }
    if times.firstByte > .zero {
      add(times.firstByte - times.dns - times.connect - times.tls, to: .firstByte)
      add(times.total - times.firstByte, to: .transfer)
    }
    add(times.total, to: .total)
  }

  private mutating func add(_ duration: Duration, to phase: Phase) {
    let value = min(LatencyProfile.longestTracked, UInt64(duration.wholeMicroseconds))
    histograms[phase.index].record(value)
    longest[phase.index] = max(longest[phase.index], value)
  }

  /// What a phase comes to.
  ///
  /// - Returns: nil when no entry had it.
  public subscript(phase: Phase) -> Percentiles? {
    let (histogram, most) = (histograms[phase.index], longest[phase.index])
    guard histogram.totalCount > 0 else { return nil }
    func percentile(_ share: Double) -> Duration {
      .microseconds(min(most, histogram.valueAtPercentile(share)))
    }
    return Percentiles(
      count: Int(histogram.totalCount), p50: percentile(50), p90: percentile(90),
      p99: percentile(99), max: .microseconds(most))
  }
}

extension LatencyProfile {
  /// How many entries' phases took how long, in classes that nearly double: 1, 2, 5, 10 ms and so on, from
  /// the first to the last that has any.
  public func distribution(_ phase: Phase) -> [(upTo: Duration, count: Int)] {
    let bounds = LatencyProfile.bounds
    var counts = bounds.map { _ in 0 }
    let histogram = histograms[phase.index]
    for recorded in histogram.recordedValues() {
      let value = histogram.lowestEquivalentForValue(recorded.value)
      counts[bounds.firstIndex { value <= $0 } ?? bounds.count - 1] += Int(recorded.count)
    }
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return [] }
    return (first...last).map { (.microseconds(bounds[$0]), counts[$0]) }
  }

  /// Microseconds: 0.1 ms, 0.2 ms, 0.5 ms and so on, to a day.
  private static let bounds: [UInt64] = {
    let decades = sequence(first: UInt64(100)) { $0 * 10 }.prefix(9)
    return decades.flatMap { [$0, 2 * $0, 5 * $0] }
  }()
}

extension Duration {
  /// Microseconds, rounded down; negative durations count as none.
  fileprivate var wholeMicroseconds: Int64 {
    let (seconds, attoseconds) = components
    return max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }
}
