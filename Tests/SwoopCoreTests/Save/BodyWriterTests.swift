import Foundation
import Locking
import Origin
import Testing

@testable import SwoopCore

/// Bodies that are written while their transfers go on.
@Suite struct BodyWriterTests {
  /// A disk that does nothing before it is let.
  private final class Gate: Sendable {
    private let isOpen = Monitor(false)

    func open() { isOpen.update { $0 = true } }
    func pass() { isOpen.wait { $0 ? () : nil } }
  }

  private func withWriter(
    failing: Bool = false,
    _ body: (BodyWriter, Gate, Monitor<Int>, TemporaryFolder) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    let gate = Gate()
    var options = AttemptOptions()
    options.delayDisk = { gate.pass() }
    var outputs = Outputs(records: [], bodies: nil)
    outputs.directory = try SaveDirectory.open(folder.path)
    let store = BodyStore(options, outputs)
    let pool = DiskPool()
    let relieved = Monitor(0)
    let disk = BodyWriter.Disk(pool: pool, pieceSize: 100) { relieved.update { $0 += 1 } }
    let id = try request("http://a/").id
    if failing { try FileManager.default.removeItem(atPath: folder.path + "/.swoop") }
    let writer = BodyWriter(DiskBody(.new(id, nil), in: store), on: disk)
    try body(writer, gate, relieved, folder)
    gate.open()
    pool.close()
    store.finish()
  }

  private func append(_ count: Int, from first: Int, to writer: BodyWriter) -> BodyWriter.Answer {
    (first..<first + count).map { UInt8($0 % 251) }.withUnsafeBytes { writer.append($0) }
  }

  @Test func `a transfer is told when too much waits, and when that is written`() throws {
    try withWriter { writer, gate, relieved, _ in
      var count = 0
      var answer = BodyWriter.Answer.goOn
      while case .goOn = answer {
        answer = append(50, from: count, to: writer)
        count += 50
      }
      guard case .isFull = answer else {
        Issue.record("\(answer)")
        return
      }
      // One batch may be with the disk, and as much waits as may.
      #expect(count <= 100 * (2 * BodyWriter.mostWaiting + 1))
      #expect(relieved.withLock { $0 } == 0)
      // Some may still be on its way. It takes nothing from what was promised, whoever comes first.
      DispatchQueue.global().async { gate.open() }
      for _ in 1...20 {
        _ = append(50, from: count, to: writer)
        count += 50
        usleep(200)
      }
      relieved.wait { $0 > 0 ? () : nil }
      _ = append(30, from: count, to: writer)
      writer.end()
      let done = Monitor(false)
      writer.whenDone { done.update { $0 = true } }
      done.wait { $0 ? () : nil }
      let (body, digest) = try writer.finish()
      var bytes: [UInt8] = []
      try body?.forEachBlock { bytes += $0 }
      #expect(bytes == (0..<count + 30).map { UInt8($0 % 251) })
      #expect(digest == nil)
    }
  }

  @Test func `a disk that fails ends the transfer, and what is done is told all the same`() throws {
    try withWriter(failing: true) { writer, gate, _, folder in
      gate.open()
      var answer = BodyWriter.Answer.goOn
      let end = Date.now + 20
      while Date.now < end {
        answer = append(100, from: 0, to: writer)
        if case .failed = answer { break }
      }
      writer.end()
      guard case .failed = answer else {
        Issue.record("\(answer)")
        return
      }
      #expect(throws: Errno.self) { try writer.finish() }
    }
  }

  @Test func `a pool does all work before it is closed`() {
    let pool = DiskPool()
    let done = Monitor(0)
    for _ in 1...1000 { pool.run { done.withLock { $0 += 1 } } }
    pool.close()
    #expect(done.withLock { $0 } == 1000)
  }

  /// Two are as many as a loop's transfers, and one body is larger than what may wait.
  @Test(arguments: Way.allCases.filter { $0.mode == .async })
  func `a disk that does not answer holds up its own transfer and no other`(
    way: Way
  ) async throws {
    try await Origin.withOrigin { origin in
      let gate = Gate()
      let folder = try TemporaryFolder()
      let lines =
        ["/bytes/20M", "/gzip/20M"].map { origin.url($0) }
        + (1...50).map { origin.url("/bytes/10?\($0)", host: "127.0.0.2") }
      let fetched = try await fetch(
        way.mode, lines, saving: SaveDirectory.open(folder.path)
      ) { options in
        way.apply(to: &options)
        options.concurrency = 4
        options.loops = 1
        options.attempt.stallTimeout = .seconds(1)
        options.attempt.maxRatio = nil
        options.attempt.delayDisk = { gate.pass() }
      } whileRunning: { _ in
        #expect(await eventually { origin.requests() == 52 })
        // Longer than a stalled transfer may take.
        try await Task.sleep(for: .milliseconds(1600))
        gate.open()
      }
      #expect(fetched.records.allSatisfy { $0.outcome == "200" })
      for record in fetched.records {
        #expect(record.sha256 == folder.bytes(record.path ?? "").map { sha256($0) })
      }
      #expect(fetched.records.prefix(2).allSatisfy { $0.bytes == 20 << 20 })
    }
  }
}
