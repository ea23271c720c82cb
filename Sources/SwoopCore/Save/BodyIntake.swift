import Crypto
import Curl

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
/// Takes in the body of one exchange: counts it, hashes it and keeps it, as far as the run wants.
///
/// Belongs to the task or thread of its exchange; what may block on a disk, its writer does.
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
  private let plan: BodyPlan
  private let store: BodyStore
  private let disk: BodyWriter.Disk?
  private let relieve: @Sendable () -> Void
  /// What an earlier attempt left, as long as no response has decided on it.
  private var partial: (file: WorkFile, size: Int)?
  private var hasBegun = false
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
  /// Whether its beginning is in others' hands.
  private(set) var isHandedOver = false

  // A body is here while it is small, and in the writer's hands from then on.
  private var hasher: SHA256?
  private var memory: BodyMemory?
  private var writer: BodyWriter?

  /// - Parameters:
  ///   - disk: who does what may block; nil: the caller.
  ///   - relieve: called when a transfer that was told to pause may go on, on any thread.
  init(
    _ job: Job, _ plan: BodyPlan, _ store: BodyStore, on disk: BodyWriter.Disk?,
    relieve: @escaping @Sendable () -> Void
  ) {
    self.job = job
    self.plan = plan
    self.store = store
    self.disk = disk
    self.relieve = relieve
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

  func receive(_ transfer: Transfer, _ bytes: UnsafeRawBufferPointer) -> Transfer.BodyAnswer {
    do throws(Refusal) {
      if !hasBegun { try begin(transfer) }
      count += bytes.count
      if let limit = plan.longest, count > limit { throw .tooLarge(limit: limit) }
      if let total, count > total { throw .isOtherPart }
      return try keep(bytes)
    } catch {
      refusal = error
      return .refuse
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
      if plan.isKept, !isTooLongToKeep(transfer) { memory = store.makeMemory() }
      if status < 300 { handOver(transfer) }
      if status == 200 {
        origin = partialOrigin(
          transfer, size: transfer.header("Content-Length").flatMap { Int($0) })
      }
    }
    let isHashed = isWanted && (store.directory != nil || job.request.terms.digest != nil)
    // What was there before has to be read anyway.
    if count == 0, isHashed || store.hashesAll { hasher = SHA256() }
  }

  /// Whether the server says that nobody has a use for the body.
  private func isTooLongToKeep(_ transfer: Transfer) -> Bool {
    guard let limit = plan.keptUpTo, transfer.isPlainlyEncoded,
      let length = transfer.header("Content-Length").flatMap({ Int($0) })
    else { return false }
    return length > limit
  }

  private func goOn(
    with file: WorkFile, _ size: Int, _ transfer: Transfer
  ) throws(Refusal) {
    let range = transfer.header("Content-Range").flatMap(ContentRange.init)
    guard let range, let known = file.name.origin, range.isRest(from: size),
      known.size ?? range.total == range.total, isSameState(known.validator, transfer)
    else { throw .isOtherPart }
    writer = BodyWriter(DiskBody(.rest(file), count: size, in: store), on: disk)
    origin = known
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

  private func keep(_ bytes: UnsafeRawBufferPointer) throws(Refusal) -> Transfer.BodyAnswer {
    if let limit = plan.keptUpTo, count > limit { memory = nil }
    if writer == nil, let memory, !memory.append(bytes) {
      handOver(to: .new(job.request.id, origin))
    }
    if writer == nil, memory == nil, hasher != nil, !isHandedOver, count > BodyStore.smallBody {
      handOver(to: .nowhere)
    }
    guard let writer else {
      hasher?.update(bufferPointer: bytes)
      guard isHandedOver, let channel = plan.channel else { return .goOn }
      return channel.append(bytes, relieve: relieve) ? .pause : .goOn
    }
    return switch writer.append(bytes) {
    case .goOn: .goOn
    case .isFull: .pause
    case .failed(let cause): throw .notKept(store.failed(cause))
    }
  }

  /// Has the one who waits for the body begin.
  private func handOver(_ transfer: Transfer) {
    guard let channel = plan.channel else { return }
    isHandedOver = true
    channel.begin(
      ResponseHead(
        url: job.request.url.text, status: transfer.status, contentType: transfer.contentType,
        contentLength: transfer.header("Content-Length").flatMap { Int($0) }))
  }

  private func handOver(to place: DiskBody.Place) {
    let body = DiskBody(place, after: memory.take(), hasher: hasher.take(), in: store)
    writer = BodyWriter(body, on: disk)
  }

  /// Has what a disk is to take of it written soon.
  func flush() {
    writer?.flush()
  }

  // MARK: At its end

  /// Nothing more comes: what waits is written.
  ///
  /// - Parameter isWhole: whether it is as its server meant it.
  func close(_ transfer: Transfer, isWhole: Bool) {
    if isWhole {
      let mayHaveBody = transfer.mayHaveBody && job.request.method != "HEAD"
      do throws(Refusal) {
        if !hasBegun, mayHaveBody { try begin(transfer) }
      } catch {
        refusal = error
      }
    } else if refusal == nil, origin != nil, let memory, memory.count > 0 {
      handOver(to: .new(job.request.id, origin))
    }
    writer?.end()
  }

  /// Whether the body went to a disk, or is on its way there.
  var hasWriter: Bool { writer != nil }

  /// Calls `resume` when all is written, after `close`: now or later, on any thread.
  func whenWritten(_ resume: @escaping @Sendable () -> Void) {
    if let writer { writer.whenDone(resume) } else { resume() }
  }

  /// The body and its digest, once it is whole and written.
  func finish(_ transfer: Transfer) throws(Refusal) -> (body: Body?, digest: ContentDigest?) {
    // What was asked for lies beyond the end: there is less than there was.
    if transfer.status == 416, partial.take() != nil { throw .isOtherPart }
    if let refusal { throw refusal }
    if let total, count < total {
      // One that brings nothing brings nothing the next time, either.
      guard count > offset else { throw .isOtherPart }
      setAside()
      throw .isShort
    }
    guard let writer = writer.take() else {
      return (memory.take().map { .memory($0) }, hasher.map(ContentDigest.init))
    }
    do throws(Errno) {
      return try writer.finish()
    } catch {
      throw .notKept(store.failed(error))
    }
  }

  /// Keeps what there is of a body that did not become whole, if the rest can be asked for.
  func setAside() {
    guard refusal == nil, origin != nil, count > offset,
      // Nothing is lost if writing failed: the next attempt begins anew.
      case .file(let file) = (try? writer?.finish())?.body
    else { return }
    store.setAside(file)
  }

  /// Lets go of everything; a part that no response has decided on is left to the next attempt.
  func end() {
    if let partial = partial.take() { store.setAside(partial.file) }
    writer = nil
    memory = nil
  }
}
