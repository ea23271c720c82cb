/// Numbers with their units, as people read them.
enum Quantity {
  /// Three digits, but no more than two decimals, and no zeros at their end.
  static func decimal(_ value: Double) -> String {
    guard value < 100 else { return "\(Int(value.rounded()))" }
    let unit = value < 10 ? 1 : 10
    let hundredths = Int((value * 100 / Double(unit)).rounded()) * unit
    let (whole, fraction) = (hundredths / 100, hundredths % 100)
    if fraction == 0 { return "\(whole)" }
    return fraction % 10 == 0
      ? "\(whole).\(fraction / 10)" : "\(whole).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// `1 entry`, `2 entries`.
  static func count(_ count: Int, _ one: String, _ several: String) -> String {
    "\(count) \(count == 1 ? one : several)"
  }

  static func seconds(_ value: Double) -> String {
    if value < 1 { return decimal(value * 1000) + " ms" }
    if value < 120 { return decimal(value) + " s" }
    return value < 7200 ? decimal(value / 60) + " min" : decimal(value / 3600) + " h"
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
