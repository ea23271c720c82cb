import Curl
import WARC

/// Takes in one exchange as it goes over the wire. Belongs to the task or thread of its exchange; what may
/// block on a disk, its writer does.
///
/// All that a server or a list may make long is kept like a body: the exchange waits as long as its entry.
final class WireCapture: WireObserver {
  private let store: BodyStore
  private let disk: BodyWriter.Disk?
  private var request = RequestCapture()
  private var response = ResponseCapture()
  /// What the bytes are that were kept.
  private var parts = CapturedParts()

  // They are here while they are few, and in the writer's hands from then on.
  private var memory: BodyMemory?
  private(set) var writer: BodyWriter?
  /// Why the rest of the body was refused.
  private(set) var failure: FetchError?

  /// Bytes of a body in chunks that were kept, and those of them that were in the chunks.
  private var (chunkedBytes, contentBytes) = (0, 0)
  /// Whether the body is not kept any more, because too little of it is in its chunks.
  private var isCut = false

  /// - Parameter disk: who does what may block; nil: the caller.
  init(_ store: BodyStore, on disk: BodyWriter.Disk?) {
    memory = store.makeCaptureMemory()
    self.store = store
    self.disk = disk
  }

  // MARK: While it goes on

  func sent(_ bytes: UnsafeRawBufferPointer, isHead: Bool) {
    // libcurl sends a request again without `Expect` after a 417 (RFC 9110 section 10.1.1), which it tells
    // nobody else of.
    if isHead, !response.isInterim, response.isWhole { beginAnew() }
    request.take(bytes, isHead: isHead)
  }

  func received(header line: UnsafeRawBufferPointer) {
    response.take(line)
    guard response.isWhole, !response.isInterim, !response.head.isEmpty else { return }
    parts.headCount = keep(response.head)
    response.head = []
  }

  func received(chunked bytes: UnsafeRawBufferPointer) {
    // What has none comes without what may follow it on the connection: `received(body:)`.
    guard response.isChunked, !isCut else { return }
    chunkedBytes += bytes.count
    // Nothing holds a server up that sends all but content: no one has it pause for that.
    isCut = chunkedBytes - contentBytes > WireCapture.freeOverhead + 8 * contentBytes
    if !isCut { parts.bodyCount += keep(bytes) }
  }

  /// Bytes around chunks that may come of any few in them.
  private static let freeOverhead = 1 << 20

  func received(body bytes: UnsafeRawBufferPointer) -> Transfer.BodyAnswer {
    if response.isChunked {
      contentBytes += bytes.count
    } else {
      parts.bodyCount += keep(bytes)
    }
    if failure != nil { return .refuse }
    return writer?.isFull == true ? .pause : .goOn
  }

  private func beginAnew() {
    response = ResponseCapture()
    parts = CapturedParts()
    writer?.end()
    writer = nil
    memory = store.makeCaptureMemory()
    (chunkedBytes, contentBytes) = (0, 0)
    isCut = false
  }

  /// - Returns: how many they are.
  private func keep(_ bytes: UnsafeRawBufferPointer) -> Int {
    if writer == nil {
      if memory?.append(bytes) == true { return bytes.count }
      writer = BodyWriter(DiskBody(.spill, after: memory.take(), in: store), on: disk)
    }
    if case .failed(let cause)? = writer?.append(bytes) {
      failure = failure ?? store.failed(cause, isSpilled: true)
    }
    return bytes.count
  }

  private func keep(_ bytes: [UInt8]) -> Int { bytes.withUnsafeBytes { keep($0) } }

  /// Whether there is a response to archive.
  private var hasResponse: Bool { response.isWhole && !response.isInterim }

  // MARK: At its end

  /// Nothing more comes: what waits is written.
  ///
  /// - Parameter target: the URI that was asked for, without userinfo.
  func close(target: String) {
    if hasResponse {
      // Last, because a response may come before all of its request has gone.
      parts.requestCount = keep(request.head)
      parts.targetCount = keep(Array(target.utf8))
    } else {
      memory = nil
    }
    writer?.end()
  }

  /// What has been taken in, once it is closed and all is written; nil: no response has come.
  ///
  /// - Parameters:
  ///   - job: whose exchange it is.
  ///   - date: when it began.
  ///   - describe: adds what only others know.
  /// - Throws: why it could not be kept.
  func finish(
    for job: Job, at date: RecordDate, describe: (inout CapturedExchange) -> Void
  ) throws(FetchError) -> CapturedResponse? {
    let (memory, writer) = (memory.take(), writer.take())
    var bytes = memory.map { Body.memory($0) }
    if let writer {
      do throws(Errno) {
        bytes = try writer.finish().body
      } catch {
        throw store.failed(error, isSpilled: true)
      }
    }
    guard hasResponse, let bytes else { return nil }
    var exchange = CapturedExchange(date: date, response: response, parts: parts)
    // All exchanges of an entry have the same one.
    exchange.requestBody = job.request.body?.prefix(request.bodyCount) ?? []
    describe(&exchange)
    if isCut { exchange.truncation = .length }
    return CapturedResponse(exchange, bytes)
  }
}
