/// What an earlier run over a list has found, so that the next one asks only for what has changed.
///
/// Takes 24 bytes of memory for each record; the rest is read again when its entry comes.
public final class EarlierRecords: Sendable {
  private struct Place {
    let id: RequestID
    let offset: Int
  }

  private let file: InputFile
  /// Where records of responses begin, in the order of their ids.
  private let places: [Place]
  /// The lines of the file that are no records; their entries are fetched anew.
  public let unreadable: RecordFile.Unreadable

  /// Reads a file of records, and keeps it open. It is to stay as it is: what can't be read again is fetched
  /// anew.
  ///
  /// - Parameters:
  ///   - path: the file's; of several records of the same request, the last ok one counts.
  ///   - folder: where a file without a name is made for what can be read only once, such as a pipe.
  /// - Throws: ``OutputError`` when the file can't be opened or read; another error when there is no room
  ///   for its copy.
  public init(_ path: String, settingAsideIn folder: String = "/var/tmp") throws {
    file = try InputFile.open(path, settingAsideIn: folder)
    var lines = try RecordLines(of: file)
    var places: [Place] = []
    while let line = try lines.next() {
      guard let members = EarlierMembers(line) else {
        lines.reject()
        continue
      }
      if members.isOfResponse { places.append(Place(id: members.id, offset: lines.offset)) }
    }
    unreadable = lines.unreadable
    places.sort { ($0.id, $0.offset) < ($1.id, $1.offset) }
    self.places = places
  }

  func response(to id: RequestID) -> EarlierResponse? {
    let end = places.partitioningIndex { id < $0.id }
    guard end > 0, places[end - 1].id == id,
      let line = try? RecordLines.line(of: file, at: places[end - 1].offset),
      // Another run may have begun to write there.
      let members = EarlierMembers(line), members.id == id
    else { return nil }
    return EarlierResponse(members)
  }
}
