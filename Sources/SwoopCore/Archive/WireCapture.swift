import Curl
import WARC

/// Takes in one exchange as it goes over the wire. Belongs to the task or thread of its exchange; what may
/// block on a disk, its writer does.
final class WireCapture: WireObserver {
  private let store: BodyStore
  private let disk: BodyWriter.Disk?
  private var request = RequestCapture()
  private var response = ResponseCapture()

  // A body is here while it is small, and in the writer's hands from then on.
  private var memory: BodyMemory?
  private(set) var writer: BodyWriter?
  /// Why the rest of the body was refused.
  private(set) var failure: FetchError?

  /// - Parameter disk: who does what may block; nil: the caller.
  init(_ memory: BodyMemory, _ store: BodyStore, on disk: BodyWriter.Disk?) {
    self.memory = memory
    self.store = store
    self.disk = disk
  }

  // MARK: While it goes on

  func sent(_ bytes: UnsafeRawBufferPointer, isHead: Bool) {
    // libcurl sends a request again without `Expect` after a 417 (RFC 9110 section 10.1.1). Nothing of
    // such a response's body was for anyone.
    if isHead, !response.isInterim, response.isWhole { response.beginAnew() }
    request.take(bytes, isHead: isHead)
  }

  func received(header line: UnsafeRawBufferPointer) {
    response.take(line)
  }

  func received(chunked bytes: UnsafeRawBufferPointer) {
    // What has none comes without what may follow it on the connection: `received(body:)`.
    if response.isChunked { keep(bytes) }
  }

  func received(body bytes: UnsafeRawBufferPointer) -> Transfer.BodyAnswer {
    if !response.isChunked { keep(bytes) }
    if failure != nil { return .refuse }
    return writer?.isFull == true ? .pause : .goOn
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) {
    if writer == nil {
      if memory?.append(bytes) == true { return }
      writer = BodyWriter(DiskBody(.spill, after: memory.take(), in: store), on: disk)
    }
    if case .failed(let cause)? = writer?.append(bytes) {
      failure = failure ?? store.failed(cause, isSpilled: true)
    }
  }

  // MARK: At its end

  /// Nothing more comes: what waits is written.
  func close() {
    writer?.end()
  }

  /// What has been taken in, once all is written; nil: no response has come.
  ///
  /// - Throws: why the body could not be kept.
  func finish(
    for job: Job, at date: RecordDate
  ) throws(FetchError) -> CapturedResponse? {
    let (memory, writer) = (memory.take(), writer.take())
    var body = memory.map { Body.memory($0) }
    if let writer {
      do throws(Errno) {
        body = try writer.finish().body
      } catch {
        throw store.failed(error, isSpilled: true)
      }
    }
    guard response.isWhole, !response.isInterim else { return nil }
    return CapturedResponse(
      exchange: CapturedExchange(
        targetURI: job.request.url.text, date: date, request: request, response: response),
      body: body)
  }
}
