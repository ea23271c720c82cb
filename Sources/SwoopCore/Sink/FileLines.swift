/// The lines of a file, read from its beginning a block at a time.
struct FileLines {
  /// Reads a block at an offset; 0 at the file's end.
  private let read: (UnsafeMutableRawBufferPointer, Int) throws(Errno) -> Int
  private var splitter = LineSplitter(limit: 1 << 40)
  /// nil: lines are whole.
  private var filter: BodyFilter?
  private var filtered: [UInt8] = []
  private var offset = 0
  /// Bytes up to the end of the last whole line, of what was read so far.
  private(set) var endOfWholeLines = 0
  /// The last line, where it has no end; is set when there are no more lines.
  private(set) var torn: [UInt8]?

  /// - Parameter withBodies: whether the bodies in records are part of their lines.
  init(of file: OutputFile, withBodies: Bool = false) {
    filter = withBodies ? nil : BodyFilter()
    read = { block, offset throws(Errno) in try file.descriptor.read(into: block, at: offset) }
  }

  /// The bodies in records are left out.
  init(of file: InputFile) {
    filter = BodyFilter()
    read = { block, offset throws(Errno) in try file.descriptor.read(into: block, at: offset) }
  }

  /// The next whole line, without its end; nil when there is none.
  mutating func next() throws(Errno) -> [UInt8]? {
    while true {
      if case .bytes(let line) = splitter.next() { return line }
      guard try readBlock() else { break }
    }
    if case .bytes(let line) = splitter.finish() { torn = line }
    return nil
  }

  private mutating func readBlock() throws(Errno) -> Bool {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
    defer { block.deallocate() }
    let count = try read(block, offset)
    let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
    if let last = bytes.lastIndex(of: UInt8(ascii: "\n")) { endOfWholeLines = offset + last + 1 }
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
}
