/// A regular file that is only read.
final class InputFile: Sendable {
  let descriptor: FileDescriptor

  init(_ path: String) throws(Errno) {
    descriptor = try .reading(path)
    guard try descriptor.status().isRegularFile else { throw .notSeekable }
  }
}
