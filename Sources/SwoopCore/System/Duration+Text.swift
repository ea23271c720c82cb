extension Duration {
  /// Tenths of a millisecond, rounded down; negative durations count as none.
  var tenthsOfMilliseconds: Int {
    let (seconds, attoseconds) = components
    return max(0, Int(seconds) * 10_000 + Int(attoseconds / 100_000_000_000_000))
  }

  /// `20 s`, `0.5 s`, `0.025 s`: to the millisecond.
  var inSeconds: String {
    let milliseconds = tenthsOfMilliseconds / 10
    var text = "\(milliseconds / 1000)"
    var digits = String(1000 + milliseconds % 1000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    if !digits.isEmpty { text += "." + digits }
    return text + " s"
  }
}
