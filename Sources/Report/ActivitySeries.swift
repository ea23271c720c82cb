/// How much went on over time, in a bounded number of spans of the same length, which doubles whenever
/// there would be too many.
struct ActivitySeries: Sendable {
  struct Span: Sendable {
    /// Entries that ended in it, and those of them that failed.
    var ended = 0
    var failed = 0
    /// Transfers in flight, times the seconds that they were in it.
    var busy = 0.0
  }

  /// Seconds of each span.
  private(set) var length = 0.01
  /// Seconds since 1970 at which the first one begins.
  private(set) var origin = 0.0
  private(set) var spans: [Span] = []

  private static let most = 400

  /// Seconds of all spans together.
  var duration: Double { Double(spans.count) * length }
  /// Seconds since 1970 at which the first transfer began, and the last one ended.
  private(set) var begin = Double.infinity
  private(set) var end = -Double.infinity
  /// Seconds between.
  var elapsed: Double { spans.isEmpty ? 0 : end - begin }

  /// Adds a transfer.
  ///
  /// - Parameters:
  ///   - start: seconds since 1970.
  ///   - end: likewise, not before `start`.
  mutating func add(from start: Double, to end: Double, failed: Bool) {
    if spans.isEmpty { origin = start }
    begin = min(begin, start)
    self.end = max(self.end, end)
    makeRoom(from: start, to: end)
    let (first, last) = (index(start), index(end))
    spans[last].ended += 1
    if failed { spans[last].failed += 1 }
    for index in first...last {
      let begin = max(start, origin + Double(index) * length)
      let stop = min(end, origin + Double(index + 1) * length)
      spans[index].busy += max(0, stop - begin)
    }
  }

  private func index(_ time: Double) -> Int {
    min(spans.count - 1, max(0, Int((time - origin) / length)))
  }

  private mutating func makeRoom(from start: Double, to end: Double) {
    while true {
      let before = start < origin ? Int(((origin - start) / length).rounded(.up)) : 0
      let needed = max(spans.count, Int((end - origin) / length) + 1) + before
      if needed <= ActivitySeries.most {
        spans.insert(contentsOf: repeatElement(Span(), count: before), at: 0)
        origin -= Double(before) * length
        spans += repeatElement(Span(), count: needed - spans.count)
        return
      }
      halve()
    }
  }

  private mutating func halve() {
    spans = stride(from: 0, to: spans.count, by: 2).map { index in
      var span = spans[index]
      guard index + 1 < spans.count else { return span }
      span.ended += spans[index + 1].ended
      span.failed += spans[index + 1].failed
      span.busy += spans[index + 1].busy
      return span
    }
    length *= 2
  }
}
