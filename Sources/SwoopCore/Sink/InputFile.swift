/// A file that is only read, more than once and from any place on.
package final class InputFile: Sendable {
  /// The path as it was given, or `stdin`.
  package let name: String
  let descriptor: FileDescriptor

  /// What can't be read from any place on could not be copied.
  package struct SetAsideError: Error, CustomStringConvertible {
    let folder: String
    let name: String
    let cause: Errno

    /// The folder of the copy, what was to be copied, and the cause, for people.
    package var description: String { "\(folder): \(name) can't be set aside: \(cause)" }
  }

  private init(name: String, _ descriptor: consuming FileDescriptor) {
    self.name = name
    self.descriptor = descriptor
  }

  /// Opens a regular file.
  init(_ path: String) throws(OutputError) {
    name = path
    do throws(Errno) {
      descriptor = try .reading(path)
      if let cause = try descriptor.status().irregularity { throw cause }
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  /// Opens a file. Of one that is not regular, such as a FIFO, all but bodies in records is copied first,
  /// to a file without a name.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - folder: where the copy is made.
  /// - Throws: ``OutputError`` when the file can't be read; ``SetAsideError``.
  package static func open(_ path: String, settingAsideIn folder: String) throws -> InputFile {
    // Once only: the writer of a FIFO would find its reader gone.
    let file = try reading(path)
    switch try irregularity(of: file, name: path) {
    case nil: return InputFile(name: path, file)
    case .notSeekable?: return try copy(of: file, name: path, in: folder)
    case let cause?: throw OutputError(name: path, cause: cause)
    }
  }

  /// Copies standard input, likewise.
  package static func standardInput(settingAsideIn folder: String) throws -> InputFile {
    try copy(of: .standardInput, name: "stdin", in: folder)
  }

  private static func copy(
    of source: consuming FileDescriptor, name: String, in folder: String
  ) throws -> InputFile {
    let copy = try makeCopy(of: name, in: folder)
    var filter = BodyFilter()
    var (kept, size): ([UInt8], Int) = ([], 0)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 1)
    defer { block.deallocate() }
    while case let count = try read(source, name: name, into: block), count > 0 {
      kept.removeAll(keepingCapacity: true)
      filter.filter(UnsafeRawBufferPointer(rebasing: block[..<count]), to: &kept)
      do throws(Errno) {
        try kept.withBytes { bytes throws(Errno) in try copy.writeAll(bytes, at: size) }
      } catch {
        throw SetAsideError(folder: folder, name: name, cause: error)
      }
      size += kept.count
    }
    return InputFile(name: name, copy)
  }

  private static func reading(_ path: String) throws(OutputError) -> FileDescriptor {
    do throws(Errno) {
      return try .reading(path)
    } catch {
      throw OutputError(name: path, cause: error)
    }
  }

  private static func irregularity(
    of file: borrowing FileDescriptor, name: String
  ) throws(OutputError) -> Errno? {
    do throws(Errno) {
      return try file.status().irregularity
    } catch {
      throw OutputError(name: name, cause: error)
    }
  }

  private static func makeCopy(
    of name: String, in folder: String
  ) throws(SetAsideError) -> FileDescriptor {
    do throws(Errno) {
      return try .nameless(in: folder)
    } catch {
      throw SetAsideError(folder: folder, name: name, cause: error)
    }
  }

  private static func read(
    _ file: borrowing FileDescriptor, name: String, into block: UnsafeMutableRawBufferPointer
  ) throws(OutputError) -> Int {
    do throws(Errno) {
      return try file.readAvailable(into: block)
    } catch {
      throw OutputError(name: name, cause: error)
    }
  }
}
