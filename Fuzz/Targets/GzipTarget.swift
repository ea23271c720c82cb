import CZlib

@testable import Curl

/// The input is a size of pieces, and a body in gzip; or what is to be put into one.
enum GzipTarget {
  private static let most = 1 << 20

  @Sendable static func check(_ input: [UInt8]) {
    guard let size = input.first else { return }
    let body = input.dropFirst()
    let whole = decode(body, piece: body.count + 1)
    let inPieces = decode(body, piece: Int(size) + 1)
    require(whole.bytes == inPieces.bytes, "pieces are decoded to something else")
    require(whole.isWhole == inPieces.isWhole, "pieces end elsewhere")
    require(whole.bytes.isEmpty || !body.isEmpty, "something comes of nothing")

    let stored = store(body.prefix(0xFFFF))
    let back = decode(stored[...], piece: Int(size) + 1)
    require(back.isWhole && back.bytes == Array(body.prefix(0xFFFF)), "what was stored is lost")
    require(!decode(stored.dropLast(), piece: Int(size) + 1).isWhole, "a stream lacks its end")
  }

  /// A gzip stream of one block that is not compressed (RFC 1951 section 3.2.4).
  private static func store(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let size = UInt16(bytes.count)
    let checksum = Array(bytes).withUnsafeBufferPointer { buffer in
      crc32(0, buffer.baseAddress, UInt32(buffer.count))
    }
    func little(_ number: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + [1] + little(size) + little(~size) + bytes
      + little(bytes.isEmpty ? 0 : UInt32(checksum)) + little(UInt32(size))
  }

  private static func decode(
    _ body: ArraySlice<UInt8>, piece: Int
  ) -> (bytes: [UInt8], isWhole: Bool) {
    guard var decoder = try? GzipDecoder() else { return ([], false) }
    var decoded: [UInt8] = []
    var rest = body
    var hasFailed = false
    while !rest.isEmpty, !hasFailed {
      Array(rest.prefix(piece)).withUnsafeBytes { bytes in
        do throws(GzipDecoder.Failure) {
          try decoder.decode(bytes) { block in
            decoded += block
            return decoded.count < most
          }
        } catch {
          hasFailed = true
        }
      }
      rest = rest.dropFirst(piece)
    }
    // Where a broken stream was given up may differ by what was decoded at once before it.
    return hasFailed ? ([], false) : (decoded, decoder.isWhole)
  }
}
