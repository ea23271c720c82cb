internal import CZlib

/// Reads an archive's file to find where its whole records end. Pure.
///
/// All of it is decoded: what looks like a record from behind may be a part of one.
package struct WARCTail: ~Copyable {
  /// What stands after the last whole record.
  package enum Rest: Sendable {
    case nothing
    /// The beginning of another, which a kill or a crash has cut off.
    case torn
    /// What no archive ends in: it is someone else's, or was damaged.
    case foreign
  }

  // On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var count = 0
  /// The header of the record that the member under way holds, as far as it has come.
  private var header: [UInt8] = []
  /// Bytes that the member has made.
  private var made = 0
  /// Bytes that its record has; nil as long as its header is not whole.
  private var wanted: Int?
  private var isInMember = false
  private var isBroken = false
  private var isForeign = false

  /// Bytes of whole records.
  package private(set) var end = 0

  /// How each record begins.
  private static let mark = Array("WARC/".utf8)
  /// Bytes of a header; with the longest URL there are fewer.
  private static let longestHeader = 1 << 20

  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // It fails only where there is no memory, as all that follows would, too.
    precondition(czlib_start_gunzip(stream) == Z_OK, "out of memory")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  package var rest: Rest {
    if isForeign { return .foreign }
    guard isInMember || isBroken else { return .nothing }
    return WARCTail.mark.starts(with: header.prefix(WARCTail.mark.count)) ? .torn : .foreign
  }

  /// Takes the next bytes of the file.
  package mutating func read(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { block in
      var rest = bytes[...]
      while !rest.isEmpty, !isForeign {
        if isBroken {
          // A crash of the system may leave zeros.
          isForeign = rest.contains { $0 != 0 }
          return
        }
        decode(&rest, into: block)
      }
    }
  }

  private mutating func decode(
    _ rest: inout Slice<UnsafeRawBufferPointer>, into block: UnsafeMutableRawBufferPointer
  ) {
    isInMember = true
    let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
    let input = UnsafeMutableRawBufferPointer(mutating: piece)
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(piece.count)
    var code = Z_OK
    repeat {
      stream.pointee.next_out = block.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(block.count)
      code = inflate(stream, Z_NO_FLUSH)
      take(block[..<(block.count - Int(stream.pointee.avail_out))])
    } while !isForeign && code == Z_OK
      && (stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0)
    let used = piece.count - Int(stream.pointee.avail_in)
    count += used
    rest = rest.dropFirst(used)
    switch code {
    case Z_STREAM_END:
      guard made == wanted else { return isForeign = true }
      (isInMember, made, wanted, end) = (false, 0, nil, count)
      header.removeAll(keepingCapacity: true)
      inflateReset(stream)
    case Z_OK, Z_BUF_ERROR: break
    default: isBroken = true
    }
  }

  /// Takes what a member has made. One with several records is none that more can be put after: were it cut
  /// off, all of them would be taken for the torn one.
  private mutating func take(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
    made += bytes.count
    if wanted == nil {
      let start = max(0, header.count - (RecordHead.end.count - 1))
      header += bytes.prefix(WARCTail.longestHeader - header.count)
      if let end = header[start...].firstRange(of: RecordHead.end)?.upperBound {
        header.removeLast(header.count - end)
        wanted = WARCTail.length(ofBlockAfter: header).map { end + $0 + RecordHead.end.count }
        isForeign = wanted == nil
      } else {
        isForeign = header.count == WARCTail.longestHeader
      }
    }
    if let wanted, made > wanted { isForeign = true }
  }

  /// - Returns: nil when it is no record's header.
  private static func length(ofBlockAfter header: [UInt8]) -> Int? {
    guard header.starts(with: mark) else { return nil }
    for line in header.split(separator: 0x0A).dropFirst() {
      let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
      guard parts.count == 2,
        String(decoding: parts[0], as: UTF8.self).lowercased() == "content-length"
      else { continue }
      let digits = parts[1].filter { $0 > 0x20 }
      return Int(String(decoding: digits, as: UTF8.self)).flatMap {
        (0...1 << 60).contains($0) ? $0 : nil
      }
    }
    return nil
  }
}
