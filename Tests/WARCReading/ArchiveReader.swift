import CZlib
import Crypto

/// A record as a reader of WARC files has it.
package struct ReadRecord {
  package var fields: [(name: String, value: String)] = []
  package var block: [UInt8] = []
  /// Of its gzip member.
  package var offset = 0
  package var length = 0

  package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  package var type: String { self["WARC-Type"] ?? "" }

  /// What stands after the head of a message.
  /// That of a message.
  package var head: String {
    String(decoding: block.prefix(block.count - payload.count), as: UTF8.self)
  }

  package var payload: [UInt8] {
    guard let end = block.firstRange(of: ArchiveReader.headEnd) else { return [] }
    return Array(block[end.upperBound...])
  }

  package var blockDigest: String { ArchiveReader.digest(of: block) }
}

/// What is wrong with an archive.
package struct Unreadable: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) {
    self.description = description
  }
}

/// Reads archives as the standards have them: members of gzip, each of which is a record.
package enum ArchiveReader {
  /// What stands between a header and a block, and between a head and a body.
  static let headEnd = Array("\r\n\r\n".utf8)

  /// The SHA-256, as records have it.
  package static func digest(of bytes: [UInt8]) -> String {
    let digits = SHA256.hash(data: bytes).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return "sha256:" + digits.joined()
  }

  package static func records(in file: [UInt8]) throws -> [ReadRecord] {
    var records: [ReadRecord] = []
    var offset = 0
    while offset < file.count {
      let (bytes, length) = try inflateMember(Array(file[offset...]))
      var record = try record(bytes)
      record.offset = offset
      record.length = length
      records.append(record)
      offset += length
    }
    return records
  }

  private static func record(_ bytes: [UInt8]) throws -> ReadRecord {
    guard let end = bytes.firstRange(of: ArchiveReader.headEnd) else {
      throw Unreadable(description: "a header has no end")
    }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard lines.first == "WARC/1.1" else { throw Unreadable(description: "no version") }
    var record = ReadRecord()
    for line in lines.dropFirst() {
      guard let colon = line.firstRange(of: ": ") else {
        throw Unreadable(description: "no field: \(line)")
      }
      record.fields.append((String(line[..<colon.lowerBound]), String(line[colon.upperBound...])))
    }
    guard let length = record["Content-Length"].flatMap({ Int($0) }),
      end.upperBound + length + 4 == bytes.count, bytes.suffix(4) == headEnd[...]
    else { throw Unreadable(description: "a length is wrong") }
    record.block = Array(bytes[end.upperBound..<(end.upperBound + length)])
    return record
  }

  private static func inflateMember(_ bytes: [UInt8]) throws -> (made: [UInt8], used: Int) {
    var bytes = bytes
    var stream = z_stream()
    guard czlib_start_gunzip(&stream) == Z_OK else { throw Unreadable(description: "no memory") }
    defer { inflateEnd(&stream) }
    var made: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 * 1024)
    let count = bytes.count
    let code = bytes.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(count)
      var code = Z_OK
      while code == Z_OK {
        code = block.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let code = inflate(&stream, Z_NO_FLUSH)
          made += output[..<(output.count - Int(stream.avail_out))]
          return code
        }
      }
      return code
    }
    guard code == Z_STREAM_END else { throw Unreadable(description: "a member is broken: \(code)") }
    return (made, count - Int(stream.avail_in))
  }
}
