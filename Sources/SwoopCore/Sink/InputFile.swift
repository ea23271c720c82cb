/// A regular file that is only read.
final class InputFile: Sendable {
  let descriptor: FileDescriptor

  init(_ path: String) throws(Errno) {
    descriptor = try .reading(path)
    if let cause = try descriptor.status().irregularity { throw cause }
  }
}
