import Foundation
import Testing

@testable import SwoopCore

@Suite struct Base64Tests {
  private func encoded(_ bytes: [UInt8]) -> String {
    var text = Array("before".utf8)
    Base64.append(bytes, to: &text)
    return String(decoding: text.dropFirst(6), as: UTF8.self)
  }

  // The examples of RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `three bytes are four characters, and what is missing is padded`(
    text: String, expected: String
  ) {
    #expect(encoded(Array(text.utf8)) == expected)
  }

  @Test(arguments: [1, 3071, 3072, 3073, 6143, 6144, 6145, 20_000])
  func `it is what others write`(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(encoded(bytes) == Data(bytes).base64EncodedString())
    #expect(Base64.count(of: count) == encoded(bytes).utf8.count)
    #expect(encoded(bytes).utf8.allSatisfy(Base64.contains))
  }
}
