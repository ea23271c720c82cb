/// The records of an earlier run, as little of them as tells whether those of a later one are the same:
/// 40 bytes each, of which there may be very many. Pure.
///
/// A request may stand in a list several times. Each of its records is then the match of one other: of one
/// that is the same, while there is one, or else of any.
struct ComparedRecords {
  /// A record that has been matched.
  struct Match: Equatable {
    /// Where it stands in its file.
    let offset: Int
    let tenths: Int
    /// Whether nothing but times has changed since.
    let isSame: Bool
  }

  private struct Entry {
    let id: RequestID
    let key: UInt64
    let offset: Int
    let tenths: UInt32
    /// Entries known to be taken from here on, in a row, this one included.
    var taken: UInt32 = 0
  }

  /// In the order of their ids, then their keys, then their places.
  private var entries: [Entry] = []

  var count: Int { entries.count }

  /// Takes a record in. To be called for all of them before any is matched.
  mutating func add(_ record: ComparedRecord, at offset: Int) {
    entries.append(
      Entry(
        id: record.id, key: record.key, offset: offset,
        tenths: UInt32(clamping: record.tenths)))
  }

  /// To be called once all records have been added.
  mutating func sort() {
    entries.sort { ($0.id, $0.key, $0.offset) < ($1.id, $1.key, $1.offset) }
  }

  /// Finds the match of a later run's record, which is no other's from then on; nil when there is none.
  mutating func take(_ record: ComparedRecord) -> Match? {
    let key = record.key
    if let same = free(from: place(of: record.id, key)), entries[same].id == record.id,
      entries[same].key == key
    {
      return take(same, isSame: true)
    }
    guard let other = free(from: place(of: record.id, 0)), entries[other].id == record.id else {
      return nil
    }
    return take(other, isSame: false)
  }

  /// Where the records stand that no other is the match of, in the file's order.
  func remainingOffsets() -> [Int] {
    entries.filter { $0.taken == 0 }.map(\.offset).sorted()
  }

  private mutating func take(_ index: Int, isSame: Bool) -> Match {
    entries[index].taken = 1
    return Match(
      offset: entries[index].offset, tenths: Int(entries[index].tenths), isSame: isSame)
  }

  /// The first entry that is not before these.
  private func place(of id: RequestID, _ key: UInt64) -> Int {
    entries.partitioningIndex { ($0.id, $0.key) >= (id, key) }
  }

  /// The first entry from a place on that is not taken.
  ///
  /// What was walked past is remembered, so that a million entries of one request take no longer than
  /// others.
  private mutating func free(from start: Int) -> Int? {
    var index = start
    while index < entries.count, entries[index].taken > 0 { index += Int(entries[index].taken) }
    if index > start { entries[start].taken = UInt32(clamping: index - start) }
    return index < entries.count ? index : nil
  }
}
