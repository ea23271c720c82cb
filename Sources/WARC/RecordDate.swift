/// When something was captured, to the microsecond.
package struct RecordDate: Hashable, Sendable, CustomStringConvertible {
  private let microseconds: Int

  /// - Parameter microseconds: since 1970.
  package init(microseconds: Int) {
    self.microseconds = microseconds
  }

  /// RFC 3339 in UTC, as WARC/1.1 section 5.4 has it.
  package var description: String {
    let (seconds, fraction) = RecordDate.divide(microseconds, by: 1_000_000)
    let (days, time) = RecordDate.divide(seconds, by: 86_400)
    let (year, month, day) = RecordDate.civil(days: days)
    let pad = RecordDate.padded
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
      + "T\(pad(time / 3600, 2)):\(pad(time / 60 % 60, 2)):\(pad(time % 60, 2))"
      + ".\(pad(fraction, 6))Z"
  }

  /// The date of a day since 1970-01-01, of the Gregorian calendar. The year is thought to begin in
  /// March, so that the day that is added to some years is their last.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = divide(days + 719_468, by: 146_097)
    let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    return (year + era * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
  }

  private static func divide(_ number: Int, by divisor: Int) -> (Int, Int) {
    let quotient = (number - (number < 0 ? divisor - 1 : 0)) / divisor
    return (quotient, number - quotient * divisor)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
