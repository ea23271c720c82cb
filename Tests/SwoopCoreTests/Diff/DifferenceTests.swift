import Foundation
import Testing

@testable import SwoopCore

/// What counts as a difference between an entry's records.
@Suite struct DifferenceTests {
  private static let failure = FetchError(.timeout, "late")
  private static let slowdown = Slowdown(factor: 2, floor: .milliseconds(100))

  private func kinds(_ old: Record, _ new: Record) throws -> [Difference.Kind] {
    try Difference.between(compared(old), compared(new), DifferenceTests.slowdown).map(\.kind)
  }

  @Test func `a record is the same as itself`() throws {
    let (ok, failed) = (finished(sha256: "aa"), finished(DifferenceTests.failure, status: nil))
    #expect(try kinds(ok, ok) == [])
    #expect(try kinds(failed, failed) == [])
    #expect(try compared(ok).key == compared(ok).key)
  }

  @Test func `an outcome changes in one of three ways`() throws {
    let ok = finished()
    let late = finished(DifferenceTests.failure, status: nil)
    let (missing, gone) = (
      finished(.answered(404), status: 404), finished(.answered(410), status: 410)
    )
    #expect(try kinds(ok, late) == [.broken])
    #expect(try kinds(ok, missing) == [.broken])
    #expect(try kinds(late, ok) == [.fixed])
    #expect(try kinds(late, missing) == [.status])
    #expect(try kinds(missing, gone) == [.status])
    #expect(try kinds(finished(status: 301), finished(status: 302)) == [.status])
    // Whatever the message says.
    #expect(try kinds(late, finished(FetchError(.timeout, "later"), status: nil)) == [])
  }

  @Test func `digests say by themselves whether bodies differ`() throws {
    let old = finished(sha256: "aa", etag: "\"1\"")
    #expect(try kinds(old, finished(sha256: "aa", etag: "\"2\"")) == [])
    #expect(try kinds(old, finished(sha256: "bb", etag: "\"1\"")) == [.content])
  }

  @Test func `sizes and tags stand in for digests`() throws {
    let old = finished(bytes: 10, etag: "\"1\"")
    #expect(try kinds(old, finished(bytes: 11, etag: "\"1\"")) == [.content])
    #expect(try kinds(old, finished(bytes: 10, etag: "\"2\"")) == [.content])
    #expect(try kinds(old, finished(bytes: 10, etag: "W/\"1\"")) == [])
    #expect(try kinds(old, finished(bytes: 10)) == [])
    #expect(try kinds(old, finished(bytes: 10, sha256: "aa", etag: "\"1\"")) == [])
    #expect(try kinds(old, finished(bytes: 10, sha256: "aa", etag: "\"2\"")) == [.content])
  }

  @Test func `what is no body is not compared`() throws {
    let modified = finished(status: 200, bytes: 10)
    #expect(try kinds(modified, finished(status: 304, bytes: 0)) == [.status])
    #expect(try kinds(finished(status: 302, bytes: 5), finished(status: 302, bytes: 6)) == [])
    let failed = finished(.answered(404), status: 404, bytes: 5)
    #expect(try kinds(failed, finished(.answered(404), status: 404, bytes: 6)) == [])
    #expect(try kinds(modified, failed) == [.broken])
  }

  @Test func `a response that was not modified stands for the one before`() throws {
    func notModified(sha256: String? = nil, etag: String? = nil) -> Record {
      var record = finished(status: 304, sha256: sha256, etag: etag)
      record.change = .unchanged
      return record
    }
    let hashed = finished(bytes: 10, sha256: "aa", etag: "\"1\"")
    #expect(try kinds(hashed, notModified(sha256: "aa")) == [])
    #expect(try kinds(notModified(sha256: "aa"), hashed) == [])
    #expect(try kinds(notModified(sha256: "bb"), hashed) == [.content])
    let tagged = finished(bytes: 10, etag: "\"1\"")
    #expect(try kinds(tagged, notModified(etag: "\"1\"")) == [])
    #expect(try kinds(notModified(etag: "\"1\""), tagged) == [])
    #expect(try kinds(notModified(etag: "\"0\""), tagged) == [.content])
    #expect(try kinds(notModified(), finished(.answered(404), status: 404)) == [.broken])
  }

  @Test(arguments: [
    (1.0, 101.0, true), (1.0, 100.9, false), (100, 200, true), (100, 199.9, false),
    (300, 450, false), (300, 600, true), (600, 300, false), (0, 100, true),
  ])
  func `slower is both so many times as long and so much longer`(
    old: Double, new: Double, isSlower: Bool
  ) throws {
    let kinds = try kinds(finished(milliseconds: old), finished(milliseconds: new))
    #expect(kinds == (isSlower ? [.slower] : []))
  }

  @Test func `of what failed, times say nothing`() throws {
    let slow = finished(DifferenceTests.failure, status: nil, milliseconds: 60_000)
    #expect(try kinds(finished(), slow) == [.broken])
    let quick = finished(DifferenceTests.failure, status: nil, milliseconds: 1)
    #expect(try kinds(quick, slow) == [])
  }

  @Test func `an entry may have changed in several ways`() throws {
    let old = finished(status: 200, sha256: "aa", milliseconds: 1)
    let new = finished(status: 203, sha256: "bb", milliseconds: 500)
    #expect(try kinds(old, new) == [.status, .content, .slower])
  }

  @Test func `records have the same key when nothing but times has changed`() throws {
    let record = finished(bytes: 10, sha256: "aa", milliseconds: 1)
    let others = [
      finished(bytes: 10, sha256: "bb"), finished(status: 203, bytes: 10, sha256: "aa"),
      finished(bytes: 10), finished(bytes: 11), finished(bytes: 10, etag: "\"1\""),
      finished(bytes: 10, etag: "\"2\""), finished(.answered(200), bytes: 10),
      finished(DifferenceTests.failure, status: nil), finished(.answered(404), status: 404),
    ]
    let keys = try ([record] + others).map { try compared($0).key }
    #expect(Set(keys).count == keys.count)
    let later = finished(bytes: 10, sha256: "aa", milliseconds: 99)
    #expect(try compared(later).key == keys[0])
  }
}

/// A record of a response, or of a failure.
func finished(
  _ error: FetchError? = nil, id: Int = 1, status: Int? = 200, bytes: Int = 0,
  sha256: String? = nil, etag: String? = nil, milliseconds: Double = 1
) -> Record {
  Record(
    seq: id, source: "list:\(id)", url: "http://h/\(id)", error: error, status: status,
    bytes: bytes, sha256: sha256, etag: etag,
    times: .init(total: .microseconds(Int(milliseconds * 1000))),
    requestID: String(format: "%032x", id))
}

/// What is read of a record that was written.
func compared(_ record: Record) throws -> ComparedRecord {
  var bytes: [UInt8] = []
  RecordFormat.json.append(record, mode: .async, to: &bytes)
  return try JSONDecoder().decode(ComparedRecord.self, from: Data(bytes))
}
