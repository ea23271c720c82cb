import Crypto

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A body that has outgrown memory. All that is done with it may block; belongs to one thread at a time.
final class DiskBody: @unchecked Sendable {
  // Unchecked: whoever uses it hands it on under a lock.

  /// Where the body goes.
  enum Place {
    /// It is only hashed.
    case nowhere
    /// A new file, or the spill file where nothing is saved.
    case new(RequestID, PartialOrigin?)
    /// The spill file, whatever else is done with bodies.
    case spill
    /// A file that has the beginning of it.
    case rest(WorkFile)
  }

  private let store: BodyStore
  private let place: Place
  /// What has come before, and waits to be written.
  private var beginning: BodyMemory?
  private var hasher: SHA256?
  private var descriptor: FileDescriptor?
  private var hasBegun = false
  /// Bytes that are in the file.
  private var count: Int

  /// The body as it is kept; nil: it isn't, or it is longer than what is kept.
  private(set) var body: Body?

  /// - Parameters:
  ///   - beginning: bytes that the hasher has taken in already.
  ///   - count: bytes that are at the place.
  init(
    _ place: Place, after beginning: BodyMemory? = nil, count: Int = 0, hasher: SHA256? = nil,
    in store: BodyStore
  ) {
    self.store = store
    self.place = place
    self.beginning = beginning
    self.count = count
    self.hasher = hasher
  }

  /// That of the whole body, if all of it came by here.
  var digest: ContentDigest? { hasher.map(ContentDigest.init) }

  func append(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    try begin()
    hasher?.update(bufferPointer: bytes)
    try write(bytes)
  }

  /// Ends the writing; it is to be called once, whether it went well or not.
  func close() throws(Errno) {
    try begin()
    try descriptor.take()?.close()
  }

  private func begin() throws(Errno) {
    guard !hasBegun else { return }
    hasBegun = true
    switch place {
    case .nowhere: return
    case .rest(let file):
      body = .file(file)
      descriptor = try file.open(O_WRONLY)
    case .new(let id, let origin):
      if let directory = store.directory {
        let new = try directory.work.makeFile(for: id, origin)
        body = .file(new.file)
        descriptor = new.takeDescriptor()
      } else {
        body = .spilled(try store.makeSpilled())
      }
    case .spill: body = .spilled(try store.makeSpilled())
    }
    try beginning.take()?.withBytes { bytes throws(Errno) in try write(bytes) }
  }

  private var keptUpTo: Int? { if case .spill = place { nil } else { store.keptUpTo } }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    store.delayDisk()
    // What nobody has a use for any more makes room for others.
    if let limit = keptUpTo, count + bytes.count > limit { body = nil }
    switch body {
    case .file: try descriptor?.writeAll(bytes, at: count)
    case .spilled(let spilled): try spilled.append(bytes)
    case .memory, nil: break
    }
    count += bytes.count
  }
}
