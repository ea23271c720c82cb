import Locking

/// A record file that a run goes on with, and what it holds.
public final class ResumedRecords: Sendable {
  /// The file, to be among ``Outputs/records``.
  public let file: OutputFile
  /// Whether the file has records that take the place of others.
  let hasReplacements: Bool
  /// How long the files of archives must be, by name.
  let archived: [String: Int]
  // Taken out where it is used, so that a large one is not there twice.
  private let journal: Monitor<Journal?>

  init(_ file: OutputFile, _ journal: Journal) {
    self.file = file
    hasReplacements = journal.hasReplacements
    archived = journal.archived
    self.journal = Monitor(journal)
  }

  /// To be called once.
  func takeJournal() -> Journal? {
    journal.withLock { $0.take() }
  }

  /// The paths of bodies that were saved. To be called once, before the journal is taken.
  func takePaths() -> PathClaims? {
    journal.withLock { $0?.takePaths() }
  }
}
