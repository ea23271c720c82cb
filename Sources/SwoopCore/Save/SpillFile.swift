import Locking

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A temporary file for bodies that memory has no room for, of blocks that are used again and again.
///
/// It has no name, so that it is gone with the run, however that ends.
final class SpillFile: Sendable {
  static let blockSize = 64 * 1024

  private struct Blocks {
    var free: [Int] = []
    var count = 0
  }

  private let descriptor: FileDescriptor
  private let blocks = Monitor(Blocks())

  /// - Parameter folder: where the file is made; links are followed.
  init(in folder: String) throws(Errno) {
    descriptor = try .nameless(in: folder)
  }

  /// A block for the caller alone.
  func takeBlock() -> Int {
    blocks.withLock { blocks in
      if let block = blocks.free.popLast() { return block }
      blocks.count += 1
      return blocks.count - 1
    }
  }

  /// Makes blocks free for others; what they hold is lost.
  func giveBack(_ returned: [Int]) {
    blocks.withLock { $0.free += returned }
  }

  func write(_ bytes: UnsafeRawBufferPointer, to block: Int, at offset: Int) throws(Errno) {
    try descriptor.writeAll(bytes, at: block * SpillFile.blockSize + offset)
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, from block: Int, at offset: Int
  ) throws(Errno) -> Int {
    try descriptor.read(into: buffer, at: block * SpillFile.blockSize + offset)
  }
}

/// A body in a spill file.
final class SpilledBody: @unchecked Sendable {
  // Unchecked: handed from thread to thread with its exchange, and never shared.
  private let file: SpillFile
  private var blocks: [Int] = []
  private(set) var count = 0

  init(in file: SpillFile) {
    self.file = file
  }

  deinit {
    file.giveBack(blocks)
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var rest = bytes
    while !rest.isEmpty {
      let offset = count % SpillFile.blockSize
      if offset == 0 { blocks.append(file.takeBlock()) }
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(SpillFile.blockSize - offset))
      try file.write(piece, to: blocks[blocks.count - 1], at: offset)
      count += piece.count
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
    }
  }

  /// Hands a part of the body over, a block at a time.
  func forEachBlock(
    in part: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(part.count, SpillFile.blockSize), alignment: 1)
    defer { buffer.deallocate() }
    var place = part.lowerBound
    while place < part.upperBound {
      let (block, offset) = place.quotientAndRemainder(dividingBy: SpillFile.blockSize)
      let wanted = min(part.upperBound - place, SpillFile.blockSize - offset)
      let read = try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), from: blocks[block],
        at: offset)
      guard read > 0 else { throw Errno(code: EIO) }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
      place += read
    }
  }
}
