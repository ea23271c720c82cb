import Crypto
import Curl

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Takes in the body of one exchange: counts it, hashes it and keeps it, as far as the run wants.
///
/// Belongs to the task or thread of its exchange.
final class BodyIntake {
  /// Why the rest of a body was refused.
  enum Refusal: Error {
    case tooLarge(limit: Int)
    case notKept(FetchError)
    /// The response does not go on where the partial body ends.
    case isOtherPart
    /// The response ended before the body did.
    case isShort
  }

  private let job: Job
  private let store: BodyStore
  /// What an earlier attempt left, as long as no response has decided on it.
  private var partial: (file: WorkFile, size: Int)?
  private var hasBegun = false
  private var hasher: SHA256?
  private var kept: Body?
  /// That of the file in `kept`.
  private var descriptor: FileDescriptor?
  /// What the body is a part of until it is whole; nil when the rest could not be asked for.
  private var origin: PartialOrigin?
  /// Bytes that were there before.
  private var offset = 0
  /// Bytes that the whole body must have; nil when that is not known.
  private var total: Int?
  private(set) var refusal: Refusal?
  /// Bytes of the body, those of an earlier attempt included.
  private(set) var count = 0
  /// Whether the rest of a body was asked for, which the response may have ignored.
  let asksForRest: Bool

  init(_ job: Job, _ store: BodyStore) {
    self.job = job
    self.store = store
    if let file = store.takePartial(of: job.request), let size = try? file.size(), size > 0 {
      partial = (file, size)
    }
    asksForRest = partial != nil
  }

  deinit {
    end()
  }

  /// Fields that ask for the rest of what is there, if that is still the same (RFC 9110 sections
  /// 13.1.5 and 14.2). Ranges are of what is sent, so that nothing may be encoded.
  var requestFields: [(name: String, value: String)] {
    guard let partial, let origin = partial.file.name.origin else { return [] }
    return [
      ("Range", "bytes=\(partial.size)-"), ("If-Range", origin.validator.headerValue),
      ("Accept-Encoding", "identity"),
    ]
  }

  // MARK: While it comes

  /// - Returns: false when no more is wanted; `refusal` says why.
  func receive(_ transfer: Transfer, _ bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(Refusal) {
      if !hasBegun { try begin(transfer) }
      count += bytes.count
      if let limit = store.maxSize, count > limit { throw .tooLarge(limit: limit) }
      if let total, count > total { throw .isOtherPart }
      hasher?.update(bufferPointer: bytes)
      do throws(Errno) {
        try keep(bytes)
      } catch {
        throw .notKept(store.failed(error))
      }
      return true
    } catch {
      refusal = error
      return false
    }
  }

  /// The headers are whole: decides what becomes of the body.
  private func begin(_ transfer: Transfer) throws(Refusal) {
    hasBegun = true
    let status = transfer.status
    let isWanted = (200...399).contains(status)
    if status == 206, let partial {
      self.partial = nil
      try goOn(with: partial.file, partial.size, transfer)
    } else if isWanted {
      // A redirect says nothing of what it leads away from.
      if status < 300 { partial = nil }
      if store.keeps { kept = .memory(store.makeMemory()) }
      if status == 200 {
        origin = partialOrigin(
          transfer, size: transfer.header("Content-Length").flatMap { Int($0) })
      }
    }
    let isHashed = isWanted && (store.directory != nil || job.request.terms.digest != nil)
    // What was there before has to be read anyway.
    if count == 0, isHashed || store.hashesAll { hasher = SHA256() }
  }

  private func goOn(
    with file: WorkFile, _ size: Int, _ transfer: Transfer
  ) throws(Refusal) {
    let range = transfer.header("Content-Range").flatMap(ContentRange.init)
    guard let range, let known = file.name.origin, range.isRest(from: size),
      known.size ?? range.total == range.total, isSameState(known.validator, transfer)
    else { throw .isOtherPart }
    do throws(Errno) {
      descriptor = try file.open(O_WRONLY)
    } catch {
      throw .notKept(store.failed(error))
    }
    origin = known
    kept = .file(file)
    (offset, count) = (size, size)
    total = range.total
  }

  /// Whether a 206 response is of the state that was asked for. It must repeat an entity tag, and may
  /// leave out a date (RFC 9110 section 15.3.7).
  private func isSameState(_ validator: Validator, _ transfer: Transfer) -> Bool {
    guard transfer.isPlainlyEncoded else { return false }
    return switch validator {
    case .entityTag(let tag): transfer.header("ETag") == tag
    case .lastModified(let date): transfer.header("Last-Modified") ?? date == date
    }
  }

  private func partialOrigin(_ transfer: Transfer, size: Int?) -> PartialOrigin? {
    guard store.directory != nil, job.request.mayBeResumed, transfer.isPlainlyEncoded else {
      return nil
    }
    return Validator(
      entityTag: transfer.header("ETag"), lastModified: transfer.header("Last-Modified"),
      date: transfer.header("Date"), now: Int(Date.now.timeIntervalSince1970)
    ).map { PartialOrigin(url: job.request.url, size: size, $0) }
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    switch kept {
    case nil: break
    case .file: try descriptor?.writeAll(bytes, at: count - bytes.count)
    case .spilled(let spilled): try spilled.append(bytes)
    case .memory(let memory):
      guard !memory.append(bytes) else { break }
      if let directory = store.directory {
        kept = .file(try write(memory, to: directory))
        try descriptor?.writeAll(bytes, at: memory.count)
      } else {
        let spilled = try store.makeSpilled()
        try memory.withBytes { bytes throws(Errno) in try spilled.append(bytes) }
        try spilled.append(bytes)
        kept = .spilled(spilled)
      }
    }
  }

  private func write(_ memory: BodyMemory, to directory: SaveDirectory) throws(Errno) -> WorkFile {
    let new = try directory.work.makeFile(for: job.request.id, origin)
    try memory.withBytes { bytes throws(Errno) in try new.descriptor.writeAll(bytes, at: 0) }
    let file = new.file
    descriptor = new.takeDescriptor()
    return file
  }

  // MARK: At its end

  /// The body and its digest, once it is whole.
  func finish(_ transfer: Transfer) throws(Refusal) -> (body: Body?, digest: ContentDigest?) {
    // What was asked for lies beyond the end: there is less than there was.
    if transfer.status == 416, partial.take() != nil { throw .isOtherPart }
    if !hasBegun, transfer.mayHaveBody, job.request.method != "HEAD" { try begin(transfer) }
    if let total, count < total {
      // One that brings nothing brings nothing the next time, either.
      guard count > offset else { throw .isOtherPart }
      setAside()
      throw .isShort
    }
    do throws(Errno) {
      try descriptor.take()?.close()
    } catch {
      throw .notKept(store.failed(error))
    }
    return (kept.take(), hasher.map(ContentDigest.init))
  }

  /// Keeps what there is of a body that did not become whole, if the rest can be asked for.
  func setAside() {
    descriptor = nil
    guard refusal == nil, origin != nil, count > offset else { return }
    switch kept {
    case .file(let file): store.setAside(file)
    case .memory(let memory) where memory.count > 0:
      // Nothing is lost if this fails: the next attempt begins anew.
      guard let directory = store.directory, let file = try? write(memory, to: directory) else {
        return
      }
      store.setAside(file)
    default: break
    }
  }

  /// Lets go of everything; a part that no response has decided on is left to the next attempt.
  func end() {
    if let partial = partial.take() { store.setAside(partial.file) }
    descriptor = nil
    kept = nil
  }
}
