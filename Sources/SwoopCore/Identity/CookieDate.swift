/// The date of an `Expires` attribute, however servers write it (RFC 6265 section 5.1.1). Pure.
enum CookieDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map { Array($0.utf8) }

  /// - Returns: seconds since 1970; nil: it is none.
  static func parse(_ text: some Sequence<UInt8>) -> Int? {
    var time: (hour: Int, minute: Int, second: Int)?
    var day: Int?
    var month: Int?
    var year: Int?
    for token in Array(text).split(whereSeparator: isDelimiter) {
      if time == nil, let found = self.time(token) {
        time = found
      } else if day == nil, let found = number(token, digits: 1...2) {
        day = found
      } else if month == nil, let found = self.month(token) {
        month = found
      } else if year == nil, let found = number(token, digits: 2...4) {
        year = found
      }
    }
    guard let time, let day, let month, var year else { return nil }
    if (70...99).contains(year) { year += 1900 } else if year < 70 { year += 2000 }
    guard year >= 1601, time.hour < 24, time.minute < 60, time.second < 60,
      (1...length(ofMonth: month, year)).contains(day)
    else { return nil }
    let days = self.days(year, month, day)
    return ((days * 24 + time.hour) * 60 + time.minute) * 60 + time.second
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x20...0x2F, 0x3B...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  /// So many digits at the beginning, with no further one after them.
  private static func number(
    _ token: ArraySlice<UInt8>, digits: ClosedRange<Int>
  ) -> Int? {
    let found = token.prefix { (0x30...0x39).contains($0) }
    guard digits.contains(found.count) else { return nil }
    return found.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func time(
    _ token: ArraySlice<UInt8>
  ) -> (hour: Int, minute: Int, second: Int)? {
    let fields = token.split(
      separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3,
      let hour = number(fields[0], digits: 1...2), fields[0].count <= 2,
      let minute = number(fields[1], digits: 1...2), fields[1].count <= 2,
      let second = number(fields[2], digits: 1...2)
    else { return nil }
    return (hour, minute, second)
  }

  /// From 1.
  private static func month(_ token: ArraySlice<UInt8>) -> Int? {
    let start = token.prefix(3).map { $0 | 0x20 }
    return months.firstIndex(of: start).map { $0 + 1 }
  }

  private static func length(ofMonth month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 in the Gregorian calendar, by years that begin with March.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    return years * 365 + years / 4 - years / 100 + years / 400
      + (months * 153 + 2) / 5 + day - 1 - 719_468
  }
}
