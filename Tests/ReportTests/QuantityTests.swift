import Testing

@testable import Report

@Suite struct QuantityTests {
  @Test(arguments: [
    (0, "0"), (0.004, "0"), (0.05, "0.05"), (0.2, "0.2"), (1.005, "1"), (2.678, "2.68"),
    (9.996, "10"),
    (10.04, "10"), (24.66, "24.7"), (99.96, "100"), (123.4, "123"),
  ])
  func `numbers have three digits, and no zeros at their end`(value: Double, text: String) {
    #expect(Quantity.decimal(value) == text)
  }

  @Test(arguments: [
    (0.0123, "12.3 ms"), (1, "1 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"),
    (86_400, "24 h"),
  ])
  func `times have the unit that makes them short`(seconds: Double, text: String) {
    #expect(Quantity.seconds(seconds) == text)
  }

  @Test func `bars are as long as their share of the longest`() {
    let values = [(1, 1.0, 2.0), (8, 1.98, 1.96)].map {
      (concurrency: $0.0, async: $0.1, threads: $0.2)
    }
    let page = ComparisonPage([.init(title: "Time", unit: "s", values: values)], verdicts: []).text
    for bar in [
      "width:50.00%\"></i><span>async 1 s<", "width:100.00%\"></i><span>threads 2 s<",
      "width:99.00%\"></i><span>async 1.98 s<", "width:98.00%\"></i><span>threads 1.96 s<",
    ] {
      #expect(page.contains(bar))
    }
  }
}
