/// How fetches run.
public enum Mode: String, CaseIterable, Sendable {
  /// Tasks on event loops, each of which drives many transfers.
  case async
  /// A bounded pool of threads, each with one blocking transfer at a time.
  case threads
}
