import Locking
import Synchronization

/// What a run wants of bodies, and where they are until their entries are settled.
final class BodyStore: Sendable {
  private struct Partial {
    let file: WorkFile
    let isOfEarlierRun: Bool
  }

  /// Bytes of a body that is to be saved that wait in memory, so that a small one is written at once.
  static let smallBody = 64 * 1024
  let directory: SaveDirectory?
  /// Whether bodies are kept to be written out, wherever else they go.
  let keepsForOutput: Bool
  /// Bytes of the longest body that stands in its record; nil: none does.
  let bodyInRecord: Int?
  /// Whether every body is hashed.
  let hashesAll: Bool
  /// Whether exchanges are kept as they went over the wire.
  let archives: Bool
  /// Decoded bytes; nil: any number.
  let maxSize: Int?
  /// Whether records tell what has changed since an earlier run.
  let tellsChanges: Bool
  /// Called before each piece that is written.
  let delayDisk: @Sendable () -> Void
  /// Decoded bytes that have come, in all.
  let received = ByteCounter()
  /// Whether a later run can go on with what this one leaves.
  private let leavesPartials: Bool
  let spillFolder: String
  /// Bytes of bodies that may wait in memory.
  let memory: Int
  private let budget: MemoryBudget
  private let spill = Monitor<SpillFile?>(nil)
  private let partials = Monitor<[RequestID: Partial]>([:])
  private let fatal = Monitor<OutputError?>(nil)
  private let failed = Atomic(false)

  init(_ options: AttemptOptions, _ outputs: Outputs, tellsChanges: Bool = false) {
    self.tellsChanges = tellsChanges
    directory = outputs.directory
    keepsForOutput = outputs.bodies != nil
    bodyInRecord = options.bodyInRecord
    archives = outputs.archive != nil
    hashesAll = options.hashesBodies || archives
    maxSize = options.maxSize
    delayDisk = options.delayDisk
    leavesPartials = outputs.isRecordedInFile
    spillFolder = outputs.spillFolder
    memory = options.bodyMemory
    budget = MemoryBudget(bytes: memory)
  }

  var keeps: Bool { directory != nil || keepsForOutput || bodyInRecord != nil }

  /// Bytes beyond which a body is of no use but for its hash; nil: all of it is.
  var keptUpTo: Int? { directory == nil && !keepsForOutput ? bodyInRecord : nil }

  /// Whether a body of so many bytes stands in its record.
  func isForRecord(_ count: Int) -> Bool {
    bodyInRecord.map { count <= $0 } ?? false
  }

  /// What takes in the body of a job's exchange; nil: nothing is wanted of it.
  ///
  /// - Parameters:
  ///   - disk: who does what may block; nil: the caller.
  ///   - relieve: called when a transfer that was told to pause may go on, on any thread.
  func intake(
    for job: Job, on disk: BodyWriter.Disk?, relieve: @escaping @Sendable () -> Void
  ) -> BodyIntake? {
    let plan = plan(for: job)
    guard
      plan.isKept || hashesAll || plan.longest != nil || plan.channel != nil
        || job.request.terms.digest != nil
    else { return nil }
    return BodyIntake(job, plan, self, on: disk, relieve: relieve)
  }

  // MARK: Where bodies wait

  func makeMemory() -> BodyMemory {
    BodyMemory(budget, limit: directory == nil ? .max : BodyStore.smallBody)
  }

  /// What takes in what goes over the wire for an exchange; nil: nobody wants to know.
  func capture(on disk: BodyWriter.Disk?) -> WireCapture? {
    guard archives else { return nil }
    return WireCapture(self, on: disk)
  }

  /// For a body as it goes over the wire, beside what is done with it otherwise.
  func makeCaptureMemory() -> BodyMemory { BodyMemory(budget, limit: BodyStore.smallBody) }

  func makeSpilled() throws(Errno) -> SpilledBody {
    let result = spill.withLock { spill in
      Result { () throws(Errno) in
        if let spill { return spill }
        let made = try SpillFile(in: spillFolder)
        spill = made
        return made
      }
    }
    return SpilledBody(in: try result.get())
  }

  /// What keeps anything more from being saved: a disk that is full, a directory that is gone.
  var failure: OutputError? { hasFailed ? fatal.withLock { $0 } : nil }

  var hasFailed: Bool { failed.load(ordering: .acquiring) }

  /// The error of an entry whose body can't be kept, and the end of the run where none could be.
  ///
  /// - Parameter isSpilled: whether it was on its way to the spill file, whatever is saved.
  func failed(_ cause: Errno, isSpilled: Bool = false) -> FetchError {
    let place = isSpilled ? spillFolder : directory?.name ?? spillFolder
    if cause.endsAllWriting {
      fatal.withLock { $0 = $0 ?? OutputError(name: place, cause: cause) }
      failed.store(true, ordering: .releasing)
    }
    return FetchError(.disk, "the body could not be written: \(cause)")
  }

  /// Hands over a body on its way to an output, a block at a time.
  func forEachBlock(
    of body: OutputBody, _ write: (UnsafeRawBufferPointer) throws(Errno) -> Void
  ) throws(Errno) {
    switch body {
    case .nothing: break
    case .kept(let body): try body.forEachBlock(write)
    case .saved(let path): try directory?.open(path).forEachBlock(write)
    }
  }

  // MARK: Parts of bodies

  /// Takes over the partial bodies that dead runs have left, to go on with them.
  func adoptLeftovers() {
    let files = directory?.work.adoptLeftovers() ?? []
    partials.withLock { partials in
      for file in files { partials[file.name.id] = Partial(file: file, isOfEarlierRun: true) }
    }
  }

  /// An entry is settled: unless a later run may go on with it, its part is of no more use.
  func settled(_ request: PreparedRequest, isOK: Bool) {
    guard directory != nil, isOK || !leavesPartials else { return }
    partials.withLock { _ = $0.removeValue(forKey: request.id) }
  }

  /// Keeps a partial body for the entry's next attempt.
  func setAside(_ file: WorkFile) {
    partials.withLock { $0[file.name.id] = Partial(file: file, isOfEarlierRun: false) }
  }

  /// The part that there is of what a request asks for.
  func takePartial(of request: PreparedRequest) -> WorkFile? {
    guard directory != nil, request.mayBeResumed else { return nil }
    return partials.withLock { partials in
      guard partials[request.id]?.file.name.origin?.isPart(of: request.url) == true else {
        return nil
      }
      return partials.removeValue(forKey: request.id)?.file
    }
  }

  /// Leaves partial bodies to a later run, or removes them. Those of an earlier run that nobody asked
  /// for may be another list's.
  func finish() {
    let left = partials.withLock { partials in
      defer { partials = [:] }
      return partials
    }
    for partial in left.values where leavesPartials || partial.isOfEarlierRun {
      partial.file.release()
    }
    directory?.finish()
  }
}

extension PreparedRequest {
  /// Whether the rest of its body can be asked for, if a part has come.
  var mayBeResumed: Bool {
    method == "GET" && body == nil
      && !headers.contains { field in
        ["range", "if-range", "accept-encoding"].contains(field.name.lowercased())
      }
  }
}
