/// Numbers the entries of a list and lets them in: to the scheduler, or straight to their record
/// where there is nothing to fetch.
struct ListAdmission: Sendable {
  /// Entries read.
  private(set) var read = 0
  /// Those of them that belong to other shards, and were left to them.
  private(set) var others = 0
  /// Those of them that an earlier run has done.
  private(set) var alreadyDone = 0
  /// Those of these that had failed.
  private(set) var alreadyFailed = 0
  /// Entries that were let in without the credentials that there are for them.
  private(set) var lackCredentials = 0
  private(set) var ending = ListReader.Ending()
  /// Whether entries were let in that have a record which is to be replaced.
  private(set) var hasRepeated = false

  private let isUnique: Bool
  private let shard: Shard?
  private let since: EarlierRecords?
  private let bodies: BodyStore
  private var journal: Journal
  /// The first entry that asked for each request.
  private var firsts: [RequestID: Int] = [:]

  init(_ options: FetchOptions, journal: Journal?, bodies: BodyStore) {
    isUnique = options.list.isUnique
    shard = options.list.shard
    since = options.list.since
    self.journal = journal ?? Journal(retriesFailed: false)
    self.bodies = bodies
  }

  /// Reads the whole list; runs on a thread of its own, because reading blocks.
  mutating func run(
    _ list: ListReader, window: AdmissionWindow, scheduler: Scheduler, recorder: Recorder
  ) {
    ending = list.forEach { place, parsed in
      guard shard?.contains(host: parsed.host) ?? true else {
        read += 1
        others += 1
        return true
      }
      guard window.enter() else { return false }
      read += 1
      let order = read - others - alreadyDone
      var entry = Entry(
        seq: read, order: order, place: place, name: parsed.name, content: parsed.content)
      switch judge(entry) {
      case .alreadyDone:
        alreadyDone += 1
        window.turnBack()
      case .new(let content, let isRepeated):
        entry.isRepeated = isRepeated
        hasRepeated = hasRepeated || isRepeated
        switch content {
        case .success(let request):
          if request.lacksCredentials { lackCredentials += 1 }
          scheduler.admit(entry, request)
        case .failure(let error): recorder.append([.refused(entry, error)])
        }
      }
      return true
    }
    // What it knows of a large file is of no more use.
    journal = Journal(retriesFailed: false)
    scheduler.endList()
  }

  private enum Judgement {
    case alreadyDone
    /// What is to be recorded, and whether that takes the place of an earlier record.
    case new(Result<PreparedRequest, FetchError>, isRepeated: Bool)
  }

  private mutating func judge(_ entry: Entry) -> Judgement {
    let id = entry.id
    if isUnique {
      if let first = firsts[id] {
        guard !journal.takeDuplicate(id) else { return .alreadyDone }
        let error = FetchError(.duplicate, "the same request is entry \(first)")
        return .new(.failure(error), isRepeated: false)
      }
      firsts[id] = entry.seq
    }
    let finding = journal.take(id)
    if case .done(let isOK) = finding {
      if !isOK { alreadyFailed += 1 }
      if isOK, case .success(let request) = entry.content {
        bodies.settled(request, isOK: true)
      }
      return .alreadyDone
    }
    let isRepeated = finding == .undone
    // Only now: what is done needs its path no more, whichever of the same entries it was.
    do throws(FetchError) {
      try claimPath(of: entry)
      return .new(entry.content.map(withEarlier), isRepeated: isRepeated)
    } catch {
      return .new(.failure(error), isRepeated: isRepeated)
    }
  }

  private func withEarlier(_ request: PreparedRequest) -> PreparedRequest {
    guard let earlier = since?.response(to: request.entryID) else { return request }
    var request = request
    request.earlier = earlier
    // The response to HEAD has no body that could be missing.
    request.changeWillDo =
      request.method == "HEAD"
      || bodies.directory.map { $0.holds(earlier, as: SavePath(of: request)) } ?? true
    return request
  }

  private func claimPath(of entry: Entry) throws(FetchError) {
    guard let directory = bodies.directory, let path = (try? entry.content.get())?.terms.path,
      let owner = directory.claims.withLock({ $0.claim(path, for: entry.seq) })
    else { return }
    throw FetchError(
      .pathTaken,
      owner == PathClaims.earlierRun
        ? "an entry that an earlier run has done has this path"
        : "entry \(owner) has named the same path")
  }
}
