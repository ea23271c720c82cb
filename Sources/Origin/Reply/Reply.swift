/// What to do about one request, decided before anything is written.
enum Reply: Sendable {
  /// Answer it.
  case respond(Response)
  /// Never answer; keep the connection until the client leaves.
  case hang
  /// Close the connection without an answer.
  case close
  /// The same, with a TCP reset.
  case reset
}
