import Testing

@testable import Curl

@Suite struct GzipDecoderTests {
  private static let hello: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57,
    0x00, 0x00, 0xf6, 0xf9, 0x81, 0xed, 0x06, 0x00, 0x00, 0x00,
  ]
  private static let world: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0xcf, 0x2f, 0xca, 0x49, 0x01,
    0x00, 0x43, 0x11, 0x77, 0x3a, 0x05, 0x00, 0x00, 0x00,
  ]

  private struct Decoded {
    var text = ""
    var isWhole = false
    var failure: GzipDecoder.Failure?
  }

  private func feed(
    _ decoder: inout GzipDecoder, _ bytes: [UInt8], _ take: (UnsafeRawBufferPointer) -> Bool
  ) -> GzipDecoder.Failure? {
    bytes.withUnsafeBytes { bytes in
      do throws(GzipDecoder.Failure) {
        try decoder.decode(bytes, take)
        return nil
      } catch {
        return error
      }
    }
  }

  private func decode(_ bytes: [UInt8], piece: Int = .max) throws -> Decoded {
    var decoder = try GzipDecoder()
    var decoded: [UInt8] = []
    var result = Decoded()
    var rest = bytes[...]
    while !rest.isEmpty, result.failure == nil {
      let next = Array(rest.prefix(piece))
      rest = rest.dropFirst(piece)
      result.failure = feed(&decoder, next) {
        decoded += $0
        return true
      }
    }
    result.text = String(decoding: decoded, as: UTF8.self)
    result.isWhole = decoder.isWhole
    return result
  }

  @Test(arguments: [1, 2, 7, 26, 27, .max])
  func `members follow each other, in pieces of any size`(piece: Int) throws {
    let decoded = try decode(GzipDecoderTests.hello + GzipDecoderTests.world, piece: piece)
    #expect(decoded.text == "hello world")
    #expect(decoded.isWhole)
    #expect(decoded.failure == nil)
  }

  @Test(arguments: [1, .max])
  func `zeros after the end are padding`(piece: Int) throws {
    let padding = [UInt8](repeating: 0, count: 600)
    let decoded = try decode(GzipDecoderTests.hello + padding, piece: piece)
    #expect(decoded.text == "hello ")
    #expect(decoded.isWhole)
    #expect(decoded.failure == nil)
    #expect(try decode(GzipDecoderTests.hello + padding + [1], piece: piece).failure == .corrupt)
  }

  @Test func `a stream that breaks off anywhere is not whole`() throws {
    let stream = GzipDecoderTests.hello + GzipDecoderTests.world
    for count in 1..<stream.count where count != GzipDecoderTests.hello.count {
      let decoded = try decode(Array(stream.prefix(count)))
      #expect(!decoded.isWhole, "\(count) bytes")
      #expect(decoded.failure == nil)
    }
    #expect(try decode([]).isWhole)
  }

  @Test func `a stream with any other byte is not taken for whole`() throws {
    // Time, extra flags and system stand in bytes 4...9; nobody looks at them.
    for index in GzipDecoderTests.hello.indices where !(4...9).contains(index) {
      var broken = GzipDecoderTests.hello
      broken[index] ^= 0x55
      let decoded = try decode(broken)
      #expect(decoded.failure != nil || !decoded.isWhole, "byte \(index)")
    }
    #expect(try decode(GzipDecoderTests.hello + Array("garbage".utf8)).failure == .corrupt)
    #expect(try decode(Array("plain text".utf8)).failure == .corrupt)
  }

  @Test func `who takes the bytes may refuse them`() throws {
    var decoder = try GzipDecoder()
    let failure = feed(&decoder, GzipDecoderTests.hello) { _ in false }
    #expect(failure == .refused)
  }
}
