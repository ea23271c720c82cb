import Locking

/// What a list is read from: UTF-8, an entry a line, which is a URL or a JSON object.
///
/// Blank lines and those that begin with `#` are left out; a line has up to 64 KB.
public enum ListSource: Sendable {
  /// An entry given by itself.
  case argument(String)
  /// A file, or a FIFO.
  case file(path: String)
  /// The process's own.
  case standardInput
}

/// A list that could not be opened or read to its end.
public struct ListError: Error, Sendable, CustomStringConvertible {
  /// The path, or `stdin`.
  public let source: String
  /// What the system said.
  public let cause: Errno

  /// The source and the cause, for people.
  public var description: String { "\(source): \(cause)" }
}

/// Reads sources one after the other as a stream of lines; nothing is read before it is asked for.
///
/// One thread reads; `stop` may come from any other.
final class ListReader: Sendable {
  private let sources: [ListSource]
  private let parser: EntryParser
  private let interruption: FileDescriptor.Pipe
  private let meter: Monitor<Meter>
  private let keptOfLongLine: Int

  /// How far reading has come.
  struct Meter {
    /// Bytes of the sources; nil when that is not known.
    var size: Int?
    var read = 0
    var isEnded = false

    /// The share that was read, from 0 to 1.
    var share: Double? {
      size.map { min(1, Double(read) / Double($0)) }
    }
  }

  var progress: Meter { meter.withLock { $0 } }

  /// Bytes asked of a file at a time.
  private static let blockSize = 64 * 1024

  /// - Parameter keptOfLongLine: the bytes that are kept of a line that is too long.
  /// - Throws: `Errno` when no pipe can be had.
  init(
    _ sources: [ListSource], defaults: RequestDefaults,
    keptOfLongLine: Int = LineSplitter.keptOfLongLine
  ) throws(Errno) {
    self.sources = sources
    self.keptOfLongLine = keptOfLongLine
    parser = EntryParser(defaults: defaults)
    interruption = try FileDescriptor.makePipe()
    let sizes = sources.map(\.size)
    let size = sizes.reduce(0) { $0 + ($1 ?? 0) }
    // Files of the system's own say 0 and hold something.
    meter = Monitor(Meter(size: sizes.contains(nil) || size == 0 ? nil : size))
  }

  /// Ends a wait for the rest of a list, now or later.
  func stop() {
    let byte: [UInt8] = [0]
    // The pipe is never full of anything but such bytes, of which one is enough.
    byte.withUnsafeBytes { try? interruption.write.writeAll($0) }
  }

  /// How reading came to its end.
  struct Ending: Sendable {
    /// The sources that could not be read to their end.
    var failures: [ListError] = []
    /// The first place that was not read, or read in vain, because the reader was stopped.
    var stoppedAt: Place?
  }

  /// Hands all entries over, in order, until `body` answers false or the reader is stopped.
  func forEach(_ body: (Place, EntryParser.Parsed) -> Bool) -> Ending {
    forEach({ place, _, parsed in body(place, parsed) }, pause: {})
  }

  /// Hands all entries over, likewise, with the lines that they are.
  ///
  /// - Parameter pause: called when no more of a list is at hand, before what comes is waited for.
  func forEach(
    _ body: (Place, LineSplitter.Line, EntryParser.Parsed) -> Bool, pause: () -> Void
  ) -> Ending {
    defer { meter.withLock { $0.isEnded = true } }
    var ending = Ending()
    var arguments = 0
    for source in sources {
      do {
        switch source {
        case .argument(let text):
          arguments += 1
          let place = Place(source: "argument", line: arguments)
          let goesOn =
            parser.parse(text).map { body(place, .bytes(Array(text.utf8)), $0) } ?? true
          if !goesOn { ending.stoppedAt = place }
          meter.withLock { $0.read += text.utf8.count }
        case .file(let path):
          ending.stoppedAt = try read(FileDescriptor.reading(path), name: path, body, pause)
        case .standardInput:
          ending.stoppedAt = try read(.standardInput, name: "stdin", body, pause)
        }
      } catch {
        ending.failures.append(ListError(source: source.name, cause: error))
      }
      if ending.stoppedAt != nil { break }
    }
    return ending
  }

  /// - Returns: where reading was stopped; nil at the file's end.
  private func read(
    _ file: consuming FileDescriptor, name: String,
    _ body: (Place, LineSplitter.Line, EntryParser.Parsed) -> Bool, _ pause: () -> Void
  ) throws(Errno) -> Place? {
    var splitter = LineSplitter(keptOfLongLine: keptOfLongLine)
    var place = Place(source: name, line: 0)
    func emit(_ line: LineSplitter.Line) -> Bool {
      place.line += 1
      return parser.parse(line).map { body(place, line, $0) } ?? true
    }

    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: ListReader.blockSize, alignment: 1)
    defer { block.deallocate() }
    while true {
      pause()
      guard let count = try file.readAvailable(into: block, unless: interruption.read) else {
        place.line += 1
        return place
      }
      guard count > 0 else { break }
      splitter.append(UnsafeRawBufferPointer(rebasing: block[..<count]))
      while let line = splitter.next() {
        guard emit(line) else { return place }
      }
      // Once its lines are let in, which may take its time.
      meter.withLock { $0.read += count }
    }
    guard let last = splitter.finish(), !emit(last) else { return nil }
    return place
  }
}

extension ListSource {
  /// Bytes; nil for what is no regular file, or can't be looked at.
  fileprivate var size: Int? {
    switch self {
    case .argument(let text): text.utf8.count
    case .file(let path): FileIdentity.size(of: path)
    case .standardInput: nil
    }
  }

  /// The name that stands in records, as in `urls.txt:14`.
  var name: String {
    switch self {
    case .argument: "argument"
    case .file(let path): path
    case .standardInput: "stdin"
    }
  }
}

extension ListSource {
  /// The regular file that the list is read from; nil where it is none.
  package var file: FileIdentity? {
    switch self {
    case .file(let path): FileIdentity(path: path)
    case .standardInput: FileIdentity(path: "/dev/stdin")
    case .argument: nil
    }
  }
}
