import Foundation
import Testing

@testable import Report
@testable import SwoopCore

@Suite struct ReportPageTests {
  private func record(_ seq: Int, url: String = "http://a.example/", error: FetchError? = nil)
    -> Record
  {
    var record = Record(
      seq: seq, source: "urls.txt:\(seq)", url: url, host: "a.example", error: error,
      status: error == nil ? 200 : nil, attempts: 1, requestID: "")
    record.startedAt = Date(timeIntervalSince1970: 1_700_000_000 + Double(seq) / 10)
    record.times = Record.Times(
      queued: .milliseconds(5), dns: .milliseconds(10), connect: .milliseconds(10),
      tls: .milliseconds(20), firstByte: .milliseconds(60), total: .milliseconds(100))
    return record
  }

  private func page(_ records: [Record]) -> String {
    var chart = RunChart()
    for record in records { chart.add(record, .async) }
    return ReportPage(chart).text
  }

  @Test func `nothing from a list becomes markup`() {
    let hostile = "http://a.example/\"><script>alert(1)</script><b title='"
    let error = FetchError(.protocol, "</td><script>alert(2)</script>&\u{1B}[31m")
    let page = page([record(1, url: hostile), record(2, url: hostile, error: error)])
    #expect(!page.contains("<script"))
    #expect(!page.contains("\u{1B}"))
    #expect(page.contains("&lt;script&gt;alert(1)"))
    #expect(page.contains("&lt;/td&gt;&lt;script&gt;"))
    #expect(page.contains("&quot;&gt;"))
    #expect(page.contains("&#39;"))
  }

  @Test func `a page needs nothing but itself`() {
    let page = page((1...5).map { record($0) })
    #expect(!page.contains("src="))
    #expect(!page.contains("href="))
    #expect(!page.contains("url("))
    #expect(page.hasPrefix(ReportPage.beginning))
    #expect(page.hasSuffix("</html>\n"))
  }

  @Test func `each transfer is a row of its phases`() throws {
    // The second one begins 100 ms after the first, and ends 100 ms later.
    let rows = page([record(1), record(2)]).split(separator: "\n").filter {
      $0.hasPrefix("<div class=\"row\"")
    }
    let row = try #require(rows.last)
    #expect(row.contains("<i class=\"queue\" style=\"left:47.50%;width:2.50%\">"))
    #expect(row.contains("<i class=\"dns\" style=\"left:50.00%;width:5.00%\">"))
    #expect(row.contains("<i class=\"transfer\" style=\"left:80.00%;width:20.00%\">"))
    #expect(row.contains("title=\"200, 100 ms&#10;http://a.example/&#10;urls.txt:2\""))
    // What waited before anything began is not drawn.
    #expect(rows.first?.contains("class=\"queue\"") == false)
  }

  @Test func `of very many transfers, a sample is drawn, and the page says so`() {
    var chart = RunChart()
    for seq in 1...10_000 { chart.add(record(seq), .threads) }
    #expect(chart.bars.count == 2000)
    // Each had the same chance.
    let late = chart.bars.filter { $0.seq > 5000 }.count
    #expect((850...1150).contains(late))
    let page = ReportPage(chart).text
    #expect(page.contains("2000 of 10000 transfers"))
    #expect(page.utf8.count < 2_000_000)
  }

  @Test func `what was left out is neither good nor bad, and not in the sum alone`() {
    var left = record(2, error: FetchError(.duplicate, "the same request is entry 1"))
    left.startedAt = nil
    let page = page([record(1), left])
    #expect(page.contains("<h1>2 entries, 1 ok, 0 failed, 1 skipped</h1>"))
    #expect(page.contains("<b class=\"\">duplicate</b>"))
    #expect(page.contains("<b class=\"good\">200</b>"))
  }

  @Test func `a host that was never asked has no mean time`() {
    var blocked = record(2, error: FetchError(.blockedAddress, "127.0.0.1 is a loopback address"))
    (blocked.startedAt, blocked.host) = (nil, "127.0.0.1")
    let rows = page([record(1), blocked]).split(separator: "</tr>")
    #expect(
      rows.contains { $0.contains(">127.0.0.1</td>") && $0.hasSuffix("<td class=\"n\">–</td>") })
    #expect(rows.contains { $0.contains(">a.example</td>") && $0.hasSuffix(">100 ms</td>") })
  }

  @Test func `a run of nothing has a page, too`() {
    #expect(page([]).contains("0 entries, 0 ok, 0 failed"))
    var never = record(1, error: FetchError(.invalidURL, "no URL"))
    never.startedAt = nil
    #expect(page([never]).contains("1 entry, 0 ok, 1 failed"))
  }
}
