import Testing

@testable import SwoopCore

@Suite struct CookieDateTests {
  /// The forms of RFC 9110 section 5.6.7, and what servers write besides (RFC 6265 section 5.1.1).
  @Test(arguments: [
    ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
    ("Sun Nov  6 08:49:37 1994", 784_111_777), ("6 november 1994 8:49:37", 784_111_777),
    ("08:49:37 NOVEMBER, 6 94 or so", 784_111_777), ("Thu, 01-Jan-1970 00:00:00 GMT", 0),
    ("Thu, 01 Jan 1970 00:00:01 GMT", 1), ("31 Dec 1969 23:59:59", -1),
    ("Fri, 31-Dec-69 23:59:59 GMT", 3_155_759_999), ("1 jan 70 0:0:0", 0),
    ("29 feb 2024 12:00:00", 1_709_208_000), ("29 Feb 2000 0:0:0", 951_782_400),
    ("1 Mar 2100 0:0:0", 4_107_542_400), ("31 Dec 9999 23:59:59", 253_402_300_799),
    ("1 Jan 1601 00:00:00", -11_644_473_600), ("1st Jan 2000x 1:2:3y", 946_688_523),
    ("Mon, 10-Dec-2007 17:02:24 +0100", 1_197_306_144),
  ])
  func `a date is read`(text: String, seconds: Int) {
    #expect(CookieDate.parse(text.utf8) == seconds)
  }

  @Test(arguments: [
    "", "never", "Sun, 06 Nov 1994", "06 Nov 08:49:37", "Nov 1994 08:49:37", "06 1994 08:49:37",
    "32 Nov 1994 08:49:37", "0 Nov 1994 08:49:37", "06 Nov 1600 08:49:37", "06 Nov 1994 24:00:00",
    "06 Nov 1994 08:60:37", "06 Nov 1994 08:49:60", "29 Feb 2023 0:0:0", "31 Apr 2024 0:0:0",
    "29 Feb 2100 0:0:0", "06 Nov 19945 08:49:37", "06 Nov 1994 008:49:37", "06 Nov 1994 08:49",
    "06 Nov 1994 08:49:377", "784111777",
  ])
  func `what is no date is none`(text: String) {
    #expect(CookieDate.parse(text.utf8) == nil)
  }
}
