/// Where a run's results go.
public struct Outputs: Sendable {
  public var records: [(file: OutputFile, format: RecordFormat)]
  /// See all records, in the order in which they are written.
  public var observers: [any RecordObserver] = []
  /// Files that are written when the run is over.
  public var pages: [OutputFile] = []
  /// Gets the bodies of ok entries, in the list's order.
  public var bodies: OutputFile?
  /// Where the bodies of ok entries are saved, each in a file of its own.
  public var directory: SaveDirectory?
  /// The record file that the run goes on with, which is among `records`, and what it holds.
  public var resumed: ResumedRecords?
  /// The folder of temporary files, for bodies that wait for their turn and find no room in memory.
  public var spillFolder = Outputs.standardSpillFolder

  /// On a disk, and not in memory that is kept for files.
  package static let standardSpillFolder = "/var/tmp"

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
    for case .file(let path) in sources {
      if let file = FileIdentity(path: path) { directory.protect(file) }
    }
  }

  /// Whether a later run can go on with the records.
  var isRecordedInFile: Bool {
    records.contains { file, format in format.isJSON && file.isRegular }
  }
}
