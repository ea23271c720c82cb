/// What an earlier run over a list has found, so that the next one asks only for what has changed.
///
/// Takes some hundred bytes of memory for each record.
public final class EarlierRecords: Sendable {
  private let responses: [RequestID: EarlierResponse]
  /// The lines of the file that are no records; their entries are fetched anew.
  public let unreadable: RecordFile.Unreadable

  /// Reads a file of records.
  ///
  /// - Parameter path: a regular file's; of several records of the same request, the last ok one counts.
  /// - Throws: ``OutputError`` when it can't be opened or read.
  public init(_ path: String) throws(OutputError) {
    var responses: [RequestID: EarlierResponse] = [:]
    unreadable = try RecordFile.read(path) { record, _ in
      guard let id = RequestID(record.requestID), let response = EarlierResponse(record) else {
        return
      }
      responses[id] = response
    }
    self.responses = responses
  }

  /// How many responses can be asked after.
  public var count: Int { responses.count }

  func response(to id: RequestID) -> EarlierResponse? { responses[id] }
}
