internal import CZlib

/// Writes gzip members (RFC 1952), one after the other.
struct GzipEncoder: ~Copyable {
  // On the heap, because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Bytes that are made at a time.
  private static let blockSize = 32 * 1024

  init(level: Int32) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // It fails only where there is no memory, as all that follows would, too.
    precondition(czlib_start_gzip(stream, level) == Z_OK, "out of memory")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends what can be made of the bytes to `output`, which may be later.
  mutating func encode(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    // zlib counts in 32 bits.
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
      let input = UnsafeMutableRawBufferPointer(mutating: piece)
      stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
      stream.pointee.avail_in = UInt32(piece.count)
      run(Z_NO_FLUSH, to: &output)
      rest = rest.dropFirst(piece.count)
    }
  }

  /// Ends the member; what is encoded next begins another.
  mutating func endMember(to output: inout [UInt8]) {
    stream.pointee.next_in = nil
    stream.pointee.avail_in = 0
    run(Z_FINISH, to: &output)
    deflateReset(stream)
  }

  /// What was encoded since the last member's end is forgotten.
  mutating func abandonMember() {
    deflateReset(stream)
  }

  private func run(_ flush: Int32, to output: inout [UInt8]) {
    withUnsafeTemporaryAllocation(byteCount: GzipEncoder.blockSize, alignment: 1) { block in
      repeat {
        stream.pointee.next_out = block.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(block.count)
        deflate(stream, flush)
        output.append(contentsOf: block[..<(block.count - Int(stream.pointee.avail_out))])
      } while stream.pointee.avail_out == 0
    }
  }
}
