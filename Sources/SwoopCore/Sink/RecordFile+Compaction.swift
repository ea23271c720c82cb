extension RecordFile {
  /// Removes the records that others have taken the place of, so that each entry has one.
  ///
  /// Until the new file is complete, nothing is lost.
  static func compact(_ file: OutputFile) throws(OutputError) {
    do throws(Errno) {
      let stale = try replacedLines(in: FileLines(of: file))
      guard !stale.isEmpty else { return }
      let path = try ResolvedPath.of(file.name)
      // None else has the lock, so that the name is free.
      try FileDescriptor.replacing(path, by: path + ".swoop-new") { new throws(Errno) in
        try copy(file, without: stale, to: new)
        try new.takeMode(of: file.descriptor)
      }
    } catch {
      throw OutputError(name: file.name, cause: error)
    }
  }

  /// The numbers of the lines that others have taken the place of, from 0.
  static func replacedLines(in lines: consuming FileLines) throws(Errno) -> Set<Int> {
    // Of each request, what was not done, by line, as long as nothing has taken its place.
    var unfinished: [RequestID: [Int]] = [:]
    var failed: [RequestID: [Int]] = [:]
    var stale: Set<Int> = []
    var lines = lines
    var number = 0
    while let line = try lines.next() {
      defer { number += 1 }
      guard let record = JournaledRecord(line) else { continue }
      if record.replaces {
        let first = unfinished[record.id].removeFirst() ?? failed[record.id].removeFirst()
        if let first { stale.insert(first) }
      }
      switch record.outcome {
      case .unfinished: unfinished[record.id, default: []].append(number)
      case .failed: failed[record.id, default: []].append(number)
      case .ok, .duplicate: break
      }
    }
    return stale
  }

  private static func copy(
    _ file: OutputFile, without stale: Set<Int>, to new: borrowing FileDescriptor
  ) throws(Errno) {
    var lines = FileLines(of: file, withBodies: true)
    var number = 0
    var kept: [UInt8] = []
    func writeKept() throws(Errno) {
      try kept.withBytes { bytes throws(Errno) in try new.writeAll(bytes) }
      // Not the memory of a line with a large body.
      kept.removeAll(keepingCapacity: kept.capacity <= 1 << 20)
    }
    while let line = try lines.next() {
      defer { number += 1 }
      guard !stale.contains(number) else { continue }
      kept += line.dropping(suffix: RecordFormat.replacing)
      kept.append(UInt8(ascii: "\n"))
      if kept.count > 1 << 18 { try writeKept() }
    }
    try writeKept()
  }
}

extension [Int]? {
  fileprivate mutating func removeFirst() -> Int? {
    guard let first = self?.first else { return nil }
    self?.removeFirst()
    return first
  }
}

extension [UInt8] {
  func hasSuffix(_ suffix: [UInt8]) -> Bool {
    count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
  }

  /// The line of a record as it is when it takes the place of none.
  fileprivate func dropping(suffix: [UInt8]) -> [UInt8] {
    guard hasSuffix(suffix) else { return self }
    return self[..<(count - suffix.count)] + [UInt8(ascii: "}")]
  }
}
