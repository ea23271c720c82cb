internal import CZlib

/// Decodes a body in gzip (RFC 1952) while it comes: any number of members, one after the other.
///
/// libcurl's own decoder takes a stream that breaks off for a whole one, and refuses all members but
/// the first.
struct GzipDecoder: ~Copyable {
  enum Failure: Error {
    case corrupt
    /// The one who takes the decoded bytes wants no more.
    case refused
    case outOfMemory
  }

  private enum Position {
    case start, inMember, afterMember, inPadding
  }

  // On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private var position = Position.start

  /// Bytes that are decoded at a time.
  private static let blockSize = 16 * 1024

  init() throws(Failure) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard czlib_start_gunzip(stream) == Z_OK else {
      stream.deallocate()
      throw .outOfMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Whether the stream may end here. One without any bytes is an empty body.
  var isWhole: Bool { position != .inMember }

  /// Hands the decoded bytes over, a block at a time.
  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool
  ) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch position {
      case .start: position = .inMember
      case .inMember: try decodeMember(&rest, take)
      case .afterMember:
        // Some pad the end with zeros, as gzip itself allows.
        position = rest.first == 0 ? .inPadding : .inMember
        inflateReset(stream)
      case .inPadding:
        guard rest.allSatisfy({ $0 == 0 }) else { throw .corrupt }
        rest = rest.suffix(0)
      }
    }
  }

  private mutating func decodeMember(
    _ rest: inout Slice<UnsafeRawBufferPointer>, _ take: (UnsafeRawBufferPointer) -> Bool
  ) throws(Failure) {
    let input = UnsafeMutableRawBufferPointer(mutating: UnsafeRawBufferPointer(rebasing: rest))
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(input.count)
    let failure = withUnsafeTemporaryAllocation(byteCount: GzipDecoder.blockSize, alignment: 1) {
      inflateAll(into: $0, take)
    }
    if let failure { throw failure }
    rest = rest.suffix(Int(stream.pointee.avail_in))
  }

  /// Decodes up to the end of the input or of the member.
  private mutating func inflateAll(
    into block: UnsafeMutableRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Bool
  ) -> Failure? {
    while true {
      stream.pointee.next_out = block.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_out = UInt32(block.count)
      let code = inflate(stream, Z_NO_FLUSH)
      let count = block.count - Int(stream.pointee.avail_out)
      if count > 0, !take(UnsafeRawBufferPointer(rebasing: block[..<count])) { return .refused }
      switch code {
      case Z_STREAM_END:
        position = .afterMember
        return nil
      // All input is taken, and nothing is left to be put out.
      case Z_OK where stream.pointee.avail_out > 0 && stream.pointee.avail_in == 0: return nil
      case Z_OK: continue
      case Z_BUF_ERROR: return nil
      default: return .corrupt
      }
    }
  }
}
