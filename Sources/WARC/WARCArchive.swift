/// Writes exchanges to the files of an archive: WARC/1.1 (ISO 28500:2017), each record a gzip member of
/// its own. Belongs to one thread.
///
/// ```swift
/// let archive = WARCArchive(series, info) { path throws(Errno) in try File(path) }
/// try archive.begin()
/// let capture = try archive.append(exchange, bytes)
/// ```
package final class WARCArchive<File: ArchiveFile> {
  private let series: WARCSeries
  private let info: ArchiveInfo
  /// Bytes from which on another file is begun; nil: there is but one.
  private let limit: Int?
  private let open: (Int) throws(File.Failure) -> File
  private var file: File?
  private var number: Int
  /// Bytes of the file.
  private var size: Int
  private var revisits: RevisitMemory
  private var encoder = GzipEncoder(level: 6)
  private var storer = GzipEncoder(level: 0)
  /// What is made and not yet written.
  private var pending: [UInt8] = []

  /// Bytes that are written at once.
  private static var pendingSize: Int { 256 * 1024 }

  /// - Parameters:
  ///   - resumed: a file that is gone on with, its number and its size.
  ///   - remembered: payloads that are remembered, to say of another that it is the same.
  ///   - open: makes the file of a number.
  package init(
    _ series: WARCSeries, _ info: ArchiveInfo, limit: Int? = nil,
    resumed: (file: File, number: Int, size: Int)? = nil, remembered: Int? = nil,
    open: @escaping (Int) throws(File.Failure) -> File
  ) {
    self.series = series
    self.info = info
    self.limit = series.isNumbered ? limit : nil
    self.open = open
    file = resumed?.file
    number = resumed?.number ?? 0
    size = resumed?.size ?? 0
    revisits = RevisitMemory(limit: remembered ?? RevisitMemory.standardLimit)
  }

  /// Begins to write, with a record that says what wrote it.
  package func begin(_ date: RecordDate) throws(File.Failure) {
    let file = if let file { file } else { try open(number) }
    self.file = file
    try undoing(in: file) { () throws(File.Failure) in
      try writeInfo(date, to: file)
      try flush(to: file)
    }
  }

  /// Writes a response and its request, to the same file. Where that fails, the file keeps nothing of
  /// them.
  ///
  /// - Returns: where the response is.
  package func append(
    _ exchange: CapturedExchange, _ bytes: some CapturedBytes<File.Failure>
  ) throws(File.Failure) -> Capture {
    if let limit, size > limit { try rotate(exchange.date) }
    guard let file else { preconditionFailure("nothing is appended before the archive is begun") }
    return try undoing(in: file) { () throws(File.Failure) in
      let start = size
      let target = String(decoding: try bytes.bytes(in: exchange.parts.target), as: UTF8.self)
      let digests = try BlockDigests(of: bytes, exchange)
      let payload = digests.payload.map {
        RevisitMemory.Payload(digest: $0, isChunked: exchange.response.isChunked)
      }
      let original = payload.flatMap { revisits[$0] }
      let id =
        if let payload, let original {
          try writeRevisit(of: exchange, bytes, target, payload, original, to: file)
        } else {
          try writeResponse(of: exchange, bytes, target, digests, to: file)
        }
      let length = size - start
      try writeRequest(of: exchange, bytes, target, concurrentTo: id, to: file)
      try flush(to: file)
      if let payload, original == nil {
        revisits.add(payload, .init(id: id, date: exchange.date, targetURI: target))
      }
      return Capture(
        file: series.name(number), offset: start, length: length, id: id,
        isRevisit: original != nil)
    }
  }

  /// Nothing more is written.
  package func finish() throws(File.Failure) {
    try file.take()?.finish()
  }

  private func rotate(_ date: RecordDate) throws(File.Failure) {
    try file.take()?.finish()
    (number, size) = (number + 1, 0)
    try begin(date)
  }

  /// Leaves the file as it was where not all could be written.
  private func undoing<Result>(
    in file: File, _ write: () throws(File.Failure) -> Result
  ) throws(File.Failure) -> Result {
    let start = size
    do throws(File.Failure) {
      return try write()
    } catch {
      pending = []
      encoder.abandonMember()
      storer.abandonMember()
      size = start
      try? file.truncate(to: start)
      throw error
    }
  }

  // MARK: Records

  private func writeInfo(_ date: RecordDate, to file: File) throws(File.Failure) {
    let block = info.block
    var head = RecordHead(.warcinfo, date, contentType: "application/warc-fields")
    head.add("WARC-Filename", series.name(number))
    head.add("WARC-Block-Digest", Digest(of: block).text)
    try write(head.ended(length: block.count), to: file)
    try write(block, to: file)
    try endRecord(in: file)
  }

  private func writeRequest(
    of exchange: CapturedExchange, _ bytes: some CapturedBytes<File.Failure>, _ target: String,
    concurrentTo response: RecordID, to file: File
  ) throws(File.Failure) {
    guard exchange.parts.requestCount > 0 else { return }
    let block = try bytes.bytes(in: exchange.parts.request) + exchange.requestBody
    var head = head(.request, exchange, target)
    head.add("WARC-Concurrent-To", "<\(response)>")
    head.add("WARC-Block-Digest", Digest(of: block).text)
    try write(head.ended(length: block.count), to: file)
    try write(block, to: file)
    try endRecord(in: file)
  }

  private func writeResponse(
    of exchange: CapturedExchange, _ bytes: some CapturedBytes<File.Failure>, _ target: String,
    _ digests: BlockDigests, to file: File
  ) throws(File.Failure) -> RecordID {
    var head = head(.response, exchange, target)
    head.add("WARC-Block-Digest", digests.block.text)
    // Readers take it over the body as it is stored, chunks and all, and the standard without them.
    if !exchange.response.isChunked { head.add("WARC-Payload-Digest", digests.payload?.text) }
    head.add("WARC-Truncated", exchange.truncation?.rawValue)
    addDecodedDigest(of: exchange, to: &head)
    let id = head.id
    let isStored = exchange.response.isCompressed
    let block = 0..<(exchange.parts.headCount + digests.bodyCount)
    try write(head.ended(length: block.count), isStored: isStored, to: file)
    try bytes.forEachBlock(in: block) { (bytes) throws(File.Failure) in
      try write(bytes, isStored: isStored, to: file)
    }
    try endRecord(isStored: isStored, in: file)
    return id
  }

  /// The profile for identical payloads (WARC/1.1 section 6.7.2): the head alone is kept.
  private func writeRevisit(
    of exchange: CapturedExchange, _ bytes: some CapturedBytes<File.Failure>, _ target: String,
    _ payload: RevisitMemory.Payload, _ original: RevisitMemory.Original, to file: File
  ) throws(File.Failure) -> RecordID {
    let block = try bytes.bytes(in: exchange.parts.head)
    var head = head(.revisit, exchange, target)
    head.add(
      "WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
    head.add("WARC-Refers-To", "<\(original.id)>")
    head.add("WARC-Refers-To-Target-URI", original.targetURI)
    head.add("WARC-Refers-To-Date", "\(original.date)")
    head.add("WARC-Block-Digest", Digest(of: block).text)
    // The original has none either, and pywb would not find it by one that it has not.
    if !payload.isChunked { head.add("WARC-Payload-Digest", payload.digest.text) }
    addDecodedDigest(of: exchange, to: &head)
    let id = head.id
    try write(head.ended(length: block.count), to: file)
    try write(block, to: file)
    try endRecord(in: file)
    return id
  }

  private func head(
    _ kind: RecordHead.Kind, _ exchange: CapturedExchange, _ target: String
  ) -> RecordHead {
    let message = kind == .request ? "request" : "response"
    var head = RecordHead(
      kind, exchange.date, contentType: "application/http; msgtype=\(message)")
    head.add("WARC-Target-URI", target)
    head.add("WARC-IP-Address", exchange.ipAddress)
    head.add("WARC-Protocol", exchange.response.version?.rawValue)
    return head
  }

  private func addDecodedDigest(of exchange: CapturedExchange, to head: inout RecordHead) {
    guard exchange.response.isChunked || exchange.response.isEncoded, exchange.truncation == nil
    else { return }
    head.add("Swoop-Decoded-Digest", exchange.decodedDigest.map(Digest.text))
  }

  // MARK: Bytes

  private func write(
    _ bytes: [UInt8], isStored: Bool = false, to file: File
  ) throws(File.Failure) {
    bytes.withUnsafeBytes { encode($0, isStored: isStored) }
    try flushIfFull(to: file)
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, isStored: Bool, to file: File
  ) throws(File.Failure) {
    encode(bytes, isStored: isStored)
    try flushIfFull(to: file)
  }

  private func encode(_ bytes: UnsafeRawBufferPointer, isStored: Bool) {
    let before = pending.count
    if isStored { storer.encode(bytes, to: &pending) } else { encoder.encode(bytes, to: &pending) }
    size += pending.count - before
  }

  private func endRecord(isStored: Bool = false, in file: File) throws(File.Failure) {
    RecordHead.end.withUnsafeBytes { encode($0, isStored: isStored) }
    let before = pending.count
    if isStored { storer.endMember(to: &pending) } else { encoder.endMember(to: &pending) }
    size += pending.count - before
    try flushIfFull(to: file)
  }

  private func flushIfFull(to file: File) throws(File.Failure) {
    if pending.count >= Self.pendingSize { try flush(to: file) }
  }

  private func flush(to file: File) throws(File.Failure) {
    let result = pending.withUnsafeBytes { bytes in
      Result { () throws(File.Failure) in try file.append(bytes) }
    }
    pending.removeAll(keepingCapacity: true)
    try result.get()
  }
}
