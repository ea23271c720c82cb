import Testing

@testable import SwoopCore

/// Which records of two runs are of the same entry.
@Suite struct ComparedRecordsTests {
  /// Records at the places 0, 1, 2...
  private func earlier(_ records: [Record]) throws -> ComparedRecords {
    var earlier = ComparedRecords()
    for (offset, record) in records.enumerated() { earlier.add(try compared(record), at: offset) }
    earlier.sort()
    return earlier
  }

  /// The places that a later run's records are matched with.
  private func offsets(_ old: [Record], _ new: [Record]) throws -> [Int?] {
    var earlier = try earlier(old)
    return try new.map { earlier.take(try compared($0))?.offset }
  }

  @Test func `records match by their ids, in any order`() throws {
    let ids = Array(1...100)
    let old = ids.map { finished(id: $0) }
    #expect(try offsets(old, old.reversed()) == old.indices.reversed())
    #expect(
      try offsets(old, [finished(id: 101), finished(id: 0), finished(id: 50)]) == [nil, nil, 49])
    #expect(try offsets([], old) == old.map { _ in nil })
  }

  @Test func `a match tells whether it is the same, and how long it took`() throws {
    var earlier = try earlier([finished(sha256: "aa", milliseconds: 12.3), finished(id: 2)])
    let same = earlier.take(try compared(finished(sha256: "aa", milliseconds: 99)))
    #expect(same?.isSame == true)
    #expect(same?.tenths == 123)
    let other = earlier.take(try compared(finished(id: 2, status: 201)))
    #expect(other?.isSame == false)
    #expect(earlier.remainingOffsets() == [])
  }

  @Test func `what nothing has matched remains, in its order`() throws {
    var earlier = try earlier([5, 3, 9, 1].map { finished(id: $0) })
    _ = earlier.take(try compared(finished(id: 9)))
    #expect(earlier.remainingOffsets() == [0, 1, 3])
  }

  @Test func `of entries that are the same, those match that ended the same`() throws {
    let (a, b) = (finished(sha256: "aa"), finished(.answered(503), status: 503))
    #expect(try offsets([a, b, a], [b, a, a, b]) == [1, 0, 2, nil])
    #expect(try offsets([b, a], [finished(sha256: "cc"), a]).contains(nil) == false)
  }

  @Test func `whatever the order, each record has one match, and equal runs have equal ones`()
    throws
  {
    var random = SplitMix64(seed: 7)
    for _ in 1...200 {
      let old = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        finished(
          id: .random(in: 1...5, using: &random), status: .random(in: 200...203, using: &random))
      }
      var earlier = try earlier(old)
      for record in old.shuffled(using: &random) {
        let found = earlier.take(try compared(record))
        let match = try #require(found)
        #expect(match.isSame)
        #expect(old[match.offset].status == record.status)
        #expect(old[match.offset].requestID == record.requestID)
      }
      #expect(earlier.remainingOffsets() == [])
      let another = earlier.take(try compared(old[0]))
      #expect(another == nil)
    }
  }

  @Test func `each record of a run is matched at most once, whatever comes`() throws {
    var random = SplitMix64(seed: 8)
    for _ in 1...200 {
      func records() -> [Record] {
        (0..<20).map { _ in
          finished(
            id: .random(in: 1...3, using: &random), status: .random(in: 200...209, using: &random))
        }
      }
      let (old, new) = (records(), records())
      var earlier = try earlier(old)
      var taken: [Int] = []
      for record in new {
        guard let match = earlier.take(try compared(record)) else { continue }
        #expect(old[match.offset].requestID == record.requestID)
        taken.append(match.offset)
      }
      #expect(Set(taken).count == taken.count)
      #expect((taken + earlier.remainingOffsets()).sorted() == Array(old.indices))
      for id in 1...3 {
        let name = finished(id: id).requestID
        let (before, after) = (
          old.count { $0.requestID == name }, new.count { $0.requestID == name }
        )
        #expect(taken.count { old[$0].requestID == name } == min(before, after))
      }
    }
  }

  @Test func `thousands of entries of one request are no more work than others`() throws {
    var earlier = ComparedRecords()
    let records = try (200...209).map { try compared(finished(status: $0)) }
    for offset in 0..<20_000 { earlier.add(records[offset % 10], at: offset) }
    earlier.sort()
    // Half of them have a match of another kind. In steps, all of it would be 10^8.
    let other = try compared(finished(status: 299))
    var matched = 0
    for round in 0..<10_000 {
      if earlier.take(other) != nil { matched += 1 }
      if earlier.take(records[round % 10]) != nil { matched += 1 }
    }
    #expect(matched == 20_000)
  }
}
