/// How fetches run.
public enum Mode: String, CaseIterable, Sendable {
  /// Task-group children on an event loop.
  case async
  /// A bounded pool of threads, each with one blocking transfer at a time.
  case threads
}
