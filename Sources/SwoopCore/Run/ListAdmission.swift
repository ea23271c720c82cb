/// Numbers the entries of a list and lets them in: to the scheduler, or straight to their record
/// where there is nothing to fetch.
struct ListAdmission: Sendable {
  /// Entries read.
  private(set) var read = 0
  /// Those of them that belong to other shards, and were left to them.
  private(set) var others = 0
  private(set) var ending = ListReader.Ending()

  private let isUnique: Bool
  private let shard: Shard?
  private var seen = RequestSet()

  init(isUnique: Bool, shard: Shard?) {
    self.isUnique = isUnique
    self.shard = shard
  }

  /// Reads the whole list; runs on a thread of its own, because reading blocks.
  mutating func run(
    _ list: ListReader, window: AdmissionWindow, scheduler: Scheduler, recorder: Recorder
  ) {
    ending = list.forEach { place, parsed in
      let host = (try? parsed.content.get())?.url.host ?? ""
      guard shard?.contains(host: host) ?? true else {
        read += 1
        others += 1
        return true
      }
      guard window.enter() else { return false }
      read += 1
      let entry = Entry(
        seq: read, order: read - others, place: place, name: parsed.name, content: parsed.content)
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
