/// Numbers the entries of a list and lets them in: to the scheduler, or straight to their record
/// where there is nothing to fetch.
struct ListAdmission: Sendable {
  /// Entries read, each of which was handed on.
  private(set) var read = 0
  private(set) var ending = ListReader.Ending()

  private let isUnique: Bool
  private var seen = RequestSet()

  init(isUnique: Bool) {
    self.isUnique = isUnique
  }

  /// Reads the whole list; runs on a thread of its own, because reading blocks.
  mutating func run(
    _ list: ListReader, window: AdmissionWindow, scheduler: Scheduler, recorder: Recorder
  ) {
    ending = list.forEach { place, parsed in
      guard window.enter() else { return false }
      read += 1
      let entry = Entry(seq: read, place: place, name: parsed.name, content: parsed.content)
      switch parsed.content {
      case .failure(let error):
        recorder.append([.refused(entry, error)])
      case .success(let request):
        if isUnique, let first = seen.insert(request, seq: entry.seq) {
          let error = FetchError(.duplicate, "the same request is entry \(first)")
          recorder.append([.refused(entry, error)])
        } else {
          scheduler.admit(entry, request)
        }
      }
      return true
    }
    scheduler.endList()
  }
}

/// Requests that were seen, at 24 bytes each.
///
/// Of each only a 128-bit digest is kept: two keyed 64-bit hashes. Their keys differ from run to run,
/// so that no list can be made to collide; by chance, a billion requests do with odds of 1 in 10^20.
private struct RequestSet {
  private struct Digest: Hashable {
    let high: Int
    let low: Int
  }

  private var firsts: [Digest: Int] = [:]

  /// - Returns: the entry that had the same request, if one had.
  mutating func insert(_ request: Request, seq: Int) -> Int? {
    let digest = Digest(high: hash(request, salt: 1), low: hash(request, salt: 2))
    if let first = firsts[digest] { return first }
    firsts[digest] = seq
    return nil
  }

  private func hash(_ request: Request, salt: Int) -> Int {
    var hasher = Hasher()
    hasher.combine(salt)
    hasher.combine(request)
    return hasher.finalize()
  }
}
