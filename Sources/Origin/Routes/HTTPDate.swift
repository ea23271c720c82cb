#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Dates as HTTP writes them: `Thu, 01 Jan 2026 00:00:00 GMT`.
enum HTTPDate {
  /// The date so many seconds from now, rounded up: a client that waits for it has not waited less.
  static func string(secondsFromNow seconds: Int) -> String {
    string(secondsSince1970: Int(Date().timeIntervalSince1970.rounded(.up)) + seconds)
  }

  /// - Parameter time: seconds, not negative.
  static func string(secondsSince1970 time: Int) -> String {
    let (days, second) = time.quotientAndRemainder(dividingBy: 86400)
    let (year, month, day) = civil(days)
    let clock = [second / 3600, second / 60 % 60, second % 60].map(padded).joined(separator: ":")
    return "\(weekdays[days % 7]), \(padded(day)) \(months[month - 1]) \(year) \(clock) GMT"
  }

  /// Howard Hinnant's `civil_from_days`: years run from March, so that leap days come last.
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Day 0 was a Thursday.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
