import Testing

@testable import SwoopCore

@Suite struct ByteSizeTests {
  @Test(
    arguments: [
      ("0", 0), ("500", 500), ("64K", 65_536), ("10m", 10_485_760), ("1.5G", 1_610_612_736),
      ("2T", 2_199_023_255_552), (".5K", 512), ("4194303T", 4_194_303 << 40),
    ] as [(String, Int)])
  func `units are powers of 1024`(text: String, bytes: Int) {
    #expect(ByteSize(text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "K", ".", "1.5", "0.1K", "-1", "+1", "1e3", "0x10", "inf", "nan", "1 K", "1KB", "1P",
    "4194304T", String(repeating: "9", count: 400),
  ])
  func `what is no whole number of bytes below 2^62 is no size`(text: String) {
    #expect(ByteSize(text) == nil)
  }
}
