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
  /// The beginning of what the member under way holds.
  private var beginning: [UInt8] = []
  private var isInMember = false
  private var isBroken = false
  private var isForeign = false

  /// Bytes of whole records.
  package private(set) var end = 0

  /// How each record begins.
  private static let mark = Array("WARC/".utf8)

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
    return beginning.isEmpty || WARCTail.mark.starts(with: beginning) || beginning == WARCTail.mark
      ? .torn : .foreign
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
      let made = block[..<(block.count - Int(stream.pointee.avail_out))]
      if beginning.count < WARCTail.mark.count {
        beginning += made.prefix(WARCTail.mark.count - beginning.count)
      }
    } while code == Z_OK && (stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0)
    let used = piece.count - Int(stream.pointee.avail_in)
    count += used
    rest = rest.dropFirst(used)
    switch code {
    case Z_STREAM_END:
      guard beginning == WARCTail.mark else { return isForeign = true }
      (isInMember, beginning, end) = (false, [], count)
      inflateReset(stream)
    case Z_OK, Z_BUF_ERROR: break
    default: isBroken = true
    }
  }
}
