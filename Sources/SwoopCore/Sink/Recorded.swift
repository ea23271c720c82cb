/// What a recorder has done.
struct Recorded: Sendable {
  let summary: Summary
  /// The first output that could not be written.
  let failure: OutputError?
  /// Whether that was the run's end.
  let hasStoppedRun: Bool
}
