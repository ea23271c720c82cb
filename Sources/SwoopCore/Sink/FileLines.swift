#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The lines of a file, read from its beginning a block at a time.
struct FileLines {
  private static let standardBlockSize = 256 * 1024

  /// Reads a block at an offset; 0 at the file's end.
  private let read: (UnsafeMutableRawBufferPointer, Int) throws(Errno) -> Int
  private var splitter = LineSplitter(limit: 1 << 40)
  /// nil: lines are whole.
  private var filter: BodyFilter?
  private var filtered: [UInt8] = []
  private let blockSize: Int
  /// Where the next block begins.
  private var offset: Int
  /// Where lines end that were read, but not given out yet, from the last one on.
  private var ends: [Int] = []
  /// The end of the last line that was given out, and so the place of the next one.
  private(set) var end: Int
  /// The last line, where it has no end; is set when there are no more lines.
  private(set) var torn: [UInt8]?

  /// - Parameter withBodies: whether the bodies in records are part of their lines.
  init(of file: OutputFile, withBodies: Bool = false) {
    filter = withBodies ? nil : BodyFilter()
    (offset, end, blockSize) = (0, 0, FileLines.standardBlockSize)
    read = { block, offset throws(Errno) in try file.descriptor.read(into: block, at: offset) }
  }

  /// The bodies in records are left out.
  ///
  /// - Parameters:
  ///   - start: where the first line begins.
  ///   - blockSize: bytes that are read at a time.
  init(of file: InputFile, from start: Int = 0, blockSize: Int = standardBlockSize) {
    filter = BodyFilter()
    (offset, end, self.blockSize) = (start, start, blockSize)
    read = { block, offset throws(Errno) in try file.descriptor.read(into: block, at: offset) }
  }

  /// The next whole line, without its end; nil when there is none.
  mutating func next() throws(Errno) -> [UInt8]? {
    while true {
      if case .bytes(let line) = splitter.next() {
        end = ends.popLast() ?? end
        return line
      }
      guard try readBlock() else { break }
    }
    if case .bytes(let line) = splitter.finish() { torn = line }
    return nil
  }

  private mutating func readBlock() throws(Errno) -> Bool {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 1)
    defer { block.deallocate() }
    let count = try read(block, offset)
    let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
    noteEnds(in: bytes)
    offset += count
    if filter == nil {
      splitter.append(bytes)
    } else {
      filtered.removeAll(keepingCapacity: true)
      filter?.filter(bytes, to: &filtered)
      filtered.withUnsafeBytes { splitter.append($0) }
    }
    return count > 0
  }

  /// Lines end where they do without bodies, too: there are no ends in these.
  private mutating func noteEnds(in block: UnsafeRawBufferPointer) {
    ends.removeAll(keepingCapacity: true)
    guard let base = block.baseAddress else { return }
    var index = 0
    while let found = memchr(base + index, Int32(UInt8(ascii: "\n")), block.count - index) {
      index = UnsafeRawPointer(found) - base + 1
      ends.append(offset + index)
    }
    ends.reverse()
  }
}
