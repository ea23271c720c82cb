#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a file of records says of an earlier run's entries.
struct Journal: Sendable {
  /// What is known of an entry of a list.
  enum Finding: Equatable {
    case unknown
    case done(isOK: Bool)
    /// It has a record, but is to be fetched all the same.
    case undone
  }

  fileprivate struct Tally {
    var ok: UInt32 = 0
    var failed: UInt32 = 0
    var unfinished: UInt32 = 0
    var duplicates: UInt32 = 0
  }

  /// How many records there are of each request that are no entry's yet.
  private var tallies: [RequestID: Tally] = [:]
  /// The paths of bodies that were saved.
  private var paths = PathClaims()
  /// How long the files of archives are at least, by name: up to the end of the last response there.
  private(set) var archived: [String: Int] = [:]
  /// Whether the file has records that take the place of others.
  private(set) var hasReplacements = false
  private let retriesFailed: Bool

  /// - Parameter retriesFailed: whether entries that failed are fetched again; those that were not
  ///   done for reasons of this side, the run's end or a full disk, always are.
  init(retriesFailed: Bool) {
    self.retriesFailed = retriesFailed
  }

  /// Takes a line of the file in.
  ///
  /// - Returns: false when it is no record.
  mutating func add(_ line: [UInt8]) -> Bool {
    guard let record = JournaledRecord(line) else { return false }
    tallies[record.id, default: Tally()].add(record)
    if let path = record.path.flatMap({ try? SavePath(own: $0) }) {
      _ = paths.claim(path, for: PathClaims.earlierRun)
    }
    if let place = record.archived {
      archived[place.file] = max(archived[place.file] ?? 0, place.end)
    }
    hasReplacements = hasReplacements || record.replaces
    return true
  }

  /// What there is on an entry of the list; the same is not found for another one.
  mutating func take(_ id: RequestID) -> Finding {
    guard let tally = tallies[id] else { return .unknown }
    if tally.ok > 0 {
      tallies[id]?.ok -= 1
      return .done(isOK: true)
    }
    if tally.failed > 0 {
      tallies[id]?.failed -= 1
      return retriesFailed ? .undone : .done(isOK: false)
    }
    guard tally.unfinished > 0 else { return .unknown }
    tallies[id]?.unfinished -= 1
    return .undone
  }

  mutating func takePaths() -> PathClaims {
    defer { paths = PathClaims() }
    return paths
  }

  /// Whether there is a record that the entry was left out as a duplicate.
  mutating func takeDuplicate(_ id: RequestID) -> Bool {
    guard let tally = tallies[id], tally.duplicates > 0 else { return false }
    tallies[id]?.duplicates -= 1
    return true
  }
}

extension Journal.Tally {
  fileprivate mutating func add(_ record: JournaledRecord) {
    if record.replaces {
      if unfinished > 0 { unfinished -= 1 } else { failed -= min(1, failed) }
    }
    switch record.outcome {
    case .ok: ok += 1
    case .failed: failed += 1
    case .unfinished: unfinished += 1
    case .duplicate: duplicates += 1
    }
  }
}

/// What matters of a record that was written.
struct JournaledRecord {
  enum Outcome {
    case ok, failed, duplicate
    /// Not done, for reasons of this side.
    case unfinished
  }

  let id: RequestID
  let outcome: Outcome
  let path: String?
  let replaces: Bool
  let archived: Place?

  /// Where its last response is archived.
  struct Place: Decodable {
    var file: String
    var offset: Int
    var length: Int

    var end: Int {
      let (end, overflows) = offset.addingReportingOverflow(length)
      return overflows ? .max : end
    }
  }

  private struct Members: Decodable {
    struct Failure: Decodable {
      var kind: String
    }

    var request_id: RequestID
    var ok: Bool
    var error: Failure?
    var path: String?
    var replaces: Bool?
    var warc: Place?
  }

  /// - Returns: nil when the line is no record.
  init?(_ line: [UInt8]) {
    guard let members = try? JSONDecoder().decode(Members.self, from: Data(line)) else {
      return nil
    }
    id = members.request_id
    path = members.path
    replaces = members.replaces ?? false
    archived = members.warc
    outcome =
      switch members.error?.kind {
      case _ where members.ok: .ok
      case FetchError.Kind.duplicate.rawValue: .duplicate
      case FetchError.Kind.interrupted.rawValue, FetchError.Kind.disk.rawValue,
        FetchError.Kind.internal.rawValue:
        .unfinished
      default: .failed
      }
  }
}
