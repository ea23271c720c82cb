extension Duration {
  /// Tenths of a millisecond, rounded down; negative durations count as none.
  var tenthsOfMilliseconds: Int {
    let (seconds, attoseconds) = components
    return max(0, Int(seconds) * 10_000 + Int(attoseconds / 100_000_000_000_000))
  }

  /// `20 s`, `0.5 s`.
  var inSeconds: String {
    let tenths = (tenthsOfMilliseconds + 500) / 1000
    return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
}
