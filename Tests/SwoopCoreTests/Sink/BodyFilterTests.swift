import Testing

@testable import SwoopCore

@Suite struct BodyFilterTests {
  private func filtered(_ text: String, pieces size: Int) -> String {
    var filter = BodyFilter()
    var kept: [UInt8] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes {
        filter.filter($0, to: &kept)
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  @Test(arguments: [
    (#"{"a":1,"body":"Zm9v+/Yg=="}"#, #"{"a":1,"body":""}"#),
    (#"{"a":1,"body":""}"#, #"{"a":1,"body":""}"#),
    (#"{"a":1,"body":null}"#, #"{"a":1,"body":null}"#),
    (#"{"a":1,"body":"YQ==","replaces":true}"#, #"{"a":1,"body":"","replaces":true}"#),
    (
      "{\"a\":1,\"body\":\"YQ==\"}\n{\"a\":2,\"body\":\"Yg==\"}\n",
      "{\"a\":1,\"body\":\"\"}\n{\"a\":2,\"body\":\"\"}\n"
    ),
    // A line that was cut off ends there.
    ("{\"a\":1,\"body\":\"YQ\n{\"a\":2}", "{\"a\":1,\"body\":\"\n{\"a\":2}"),
    // In a text, it is none.
    (#"{"a":",\"body\":\"YQ=="}"#, #"{"a":",\"body\":\"YQ=="}"#),
    (#"{"a":1,,"body":"YQ=="}"#, #"{"a":1,,"body":""}"#),
    // Others' texts stay texts.
    (#"{"a":1,"body":"so \"it\" is"}"#, #"{"a":1,"body":" \"it\" is"}"#),
    (#"{"a":1,"body":"x","body":"y"}"#, #"{"a":1,"body":"","body":""}"#),
  ])
  func `bodies are left out, wherever the pieces end`(text: String, expected: String) {
    for size in 1...text.utf8.count { #expect(filtered(text, pieces: size) == expected) }
  }
}
