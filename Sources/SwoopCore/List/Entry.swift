/// One entry of a list: what to fetch, or why it can't be.
struct Entry: Sendable {
  /// The 1-based place among all entries of the run.
  let seq: Int
  /// The 1-based place among those that get a record in this run.
  let order: Int
  let place: Place
  /// The URL as the list gives it, without userinfo.
  let name: String
  let content: Result<PreparedRequest, FetchError>
  /// Whether an earlier run has recorded it, without having done it.
  var isRepeated = false
  /// Somebody waits for it alone.
  var call: Call?

  /// Names what was asked for, the same in each run.
  var id: RequestID {
    switch content {
    case .success(let request): request.entryID
    case .failure(let error): RequestID(invalid: name, error)
    }
  }
}

/// Where an entry stands.
struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The file's path as it was given, `stdin` or `argument`.
  let source: String
  /// The line, or the argument's place among the arguments, from 1.
  var line: Int

  var description: String { "\(source):\(line)" }
}
