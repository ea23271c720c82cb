/// Numbers with their units, as people read them.
enum Quantity {
  /// Three digits or so.
  static func decimal(_ value: Double) -> String {
    guard value < 100 else { return "\(Int(value.rounded()))" }
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  static func seconds(_ value: Double) -> String {
    if value < 1 { return decimal(value * 1000) + " ms" }
    return value < 120 ? decimal(value) + " s" : decimal(value / 60) + " min"
  }

  static func duration(_ value: Duration) -> String { seconds(value / .seconds(1)) }

  /// In powers of 1000.
  static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["B", "KB", "MB", "GB"] {
      if value < 1000 { return "\(decimal(value)) \(unit)" }
      value /= 1000
    }
    return decimal(value) + " TB"
  }

  /// A share of the whole in percent, as style sheets take it.
  static func percent(_ share: Double) -> String {
    let hundredths = Int((min(1, max(0, share)) * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)%"
  }
}
