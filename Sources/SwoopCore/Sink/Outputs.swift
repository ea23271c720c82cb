/// Where a run's results go.
public struct Outputs: Sendable {
  /// Where records are written: all of them to each file, in the order in which entries finish, or in the
  /// list's with `bodies`.
  public var records: [(file: OutputFile, format: RecordFormat)]
  /// See all records, in the order in which they are written.
  public var observers: [any RecordObserver] = []
  /// Files that are written when the run is over.
  public var pages: [OutputFile] = []
  /// Gets the bodies of ok entries, in the list's order; nil: none does.
  public var bodies: OutputFile?
  /// Where the bodies of ok entries are saved, each in a file of its own; nil: nowhere.
  public var directory: SaveDirectory?
  /// Where all exchanges are archived as they went over the wire, those included that led on to another
  /// or are made again; nil: nowhere. Records have the SHA-256 of all bodies then, and say where the
  /// last response is (``Record/archived``).
  public var archive: WARCOutput?
  /// The record file that the run goes on with, which is among `records`, and what it holds; nil: the
  /// run begins anew.
  public var resumed: ResumedRecords?
  /// The folder of temporary files, for bodies that wait for their turn and find no room in memory
  /// (``AttemptOptions/bodyMemory``). Default: `/var/tmp`.
  public var spillFolder = Outputs.standardSpillFolder

  /// On a disk, and not in memory that is kept for files.
  package static let standardSpillFolder = "/var/tmp"

  /// Nothing but records, and maybe bodies, one after the other.
  public init(records: [(file: OutputFile, format: RecordFormat)], bodies: OutputFile? = nil) {
    self.records = records
    self.bodies = bodies
  }
}

/// Sees a run's records.
public protocol RecordObserver: AnyObject, Sendable {
  /// Gets records once they are written, on the thread that writes them: what takes long here holds
  /// up all that follow.
  func observe(_ records: [Record])
}

extension Outputs {
  /// Keeps bodies from being saved over the lists and records that the run works with.
  func protectFiles(of sources: [ListSource]) {
    guard let directory else { return }
    for file in records.map(\.file) + pages {
      if let status = try? file.descriptor.status() { directory.protect(FileIdentity(status)) }
    }
    archive?.protect(in: directory)
    for file in sources.compactMap(\.file) { directory.protect(file) }
  }

  /// Keeps bodies from being saved over files that options name. What is no regular file is left out.
  package func protect(_ paths: [String]) {
    guard let directory else { return }
    for path in paths {
      if let file = FileIdentity(path: path) { directory.protect(file) }
    }
  }

  /// Whether a later run can go on with the records.
  var isRecordedInFile: Bool {
    records.contains { file, format in format.isJSON && file.isRegular }
  }
}
