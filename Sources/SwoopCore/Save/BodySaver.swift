/// What came of an entry in the end: its record, and its body where that is to be written out.
struct Settled {
  var record: Record
  var body: OutputBody = .nothing

  var hasBody: Bool {
    if case .nothing = body { false } else { true }
  }
}

/// A body on its way to an output.
enum OutputBody: Sendable {
  /// The entry has none.
  case nothing
  case kept(Body)
  case saved(SavePath)
}

/// Makes the record of an outcome, once its body is where it belongs.
struct BodySaver {
  let store: BodyStore

  /// Verifies and saves the body of an ok entry; one that can't be saved makes the entry fail.
  func settle(_ outcome: Outcome) -> Settled {
    var record = outcome.record
    guard case .settled(let job, _, _) = outcome else { return Settled(record: record) }
    defer { store.settled(job.request, isOK: record.ok) }
    guard let (job, exchange) = outcome.success else { return Settled(record: record) }
    do throws(FetchError) {
      if let earlier = exchange.unchanged {
        return try settle(&record, with: earlier, for: job)
      }
      let digest = try digest(of: exchange)
      record.sha256 = digest?.text
      if let expected = job.request.terms.digest, digest != expected {
        throw FetchError(
          .checksumMismatch, "the SHA-256 of the body is not the one that the entry gives")
      }
      if store.tellsChanges {
        record.change = Record.Change(record, since: job.request.earlier)
      }
      guard let body = exchange.body else { return Settled(record: record) }
      // With an output, it is read as it is written there.
      let limit = store.plan(for: job).recordedUpTo
      let bytes = store.keepsForOutput ? nil : try bytes(of: body, for: record, upTo: limit)
      guard let directory = store.directory, let digest else {
        record.body = bytes
        return Settled(record: record, body: .kept(body))
      }
      let path = SavePath(of: job.entryRequest)
      try save(body, digest, at: path, for: job, in: directory)
      record.path = path.text
      record.body = bytes
      return Settled(record: record, body: store.keepsForOutput ? .saved(path) : .nothing)
    } catch {
      record.error = error
      record.change = nil
      return Settled(record: record)
    }
  }

  /// The body that an earlier run got is still the one: its record goes on to name that.
  private func settle(
    _ record: inout Record, with earlier: EarlierResponse, for job: Job
  ) throws(FetchError) -> Settled {
    let path = SavePath(of: job.entryRequest)
    // That of HEAD had none.
    let digest = job.entryRequest.method == "HEAD" ? nil : earlier.digest
    if let directory = store.directory, let digest {
      let placement: SaveDirectory.Placement
      do throws(Errno) {
        placement = try directory.keep(path, digest, for: job.seq)
      } catch {
        throw store.failed(error)
      }
      try check(placement, path)
    }
    record.change = .unchanged
    record.sha256 = earlier.digest?.text
    record.path = earlier.path
    // A 304 with another tag says nothing of what there is (RFC 9111 section 4.3.4).
    record.etag = earlier.etag
    record.lastModified = earlier.lastModified
    let isToBeWritten = store.keepsForOutput && store.directory != nil && digest != nil
    return Settled(record: record, body: isToBeWritten ? .saved(path) : .nothing)
  }

  /// A body whose first part came earlier is hashed now that it is whole.
  private func digest(of exchange: Exchange) throws(FetchError) -> ContentDigest? {
    guard exchange.digest == nil, case .file(let file) = exchange.body else {
      return exchange.digest
    }
    do throws(Errno) {
      return try file.digest()
    } catch {
      throw store.failed(error)
    }
  }

  /// What of a body stands in its record; nil: nothing, because it is too long.
  private func bytes(
    of body: Body, for record: Record, upTo limit: Int?
  ) throws(FetchError) -> [UInt8]? {
    guard let limit, record.bytes <= limit else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(record.bytes)
    do throws(Errno) {
      try body.forEachBlock { block throws(Errno) in
        // Files are others' to change, too.
        guard bytes.count + block.count <= record.bytes else { throw .changedByOthers }
        bytes.append(contentsOf: block)
      }
      guard bytes.count == record.bytes else { throw .changedByOthers }
      return bytes
    } catch {
      throw store.failed(error)
    }
  }

  private func save(
    _ body: Body, _ digest: ContentDigest, at path: SavePath, for job: Job,
    in directory: SaveDirectory
  ) throws(FetchError) {
    let placement: SaveDirectory.Placement
    do throws(Errno) {
      let file = try file(of: body, for: job, in: directory)
      placement = try directory.save(file, digest, at: path, for: job.seq)
    } catch {
      throw store.failed(error)
    }
    try check(placement, path)
  }

  private func check(
    _ placement: SaveDirectory.Placement, _ path: SavePath
  ) throws(FetchError) {
    switch placement {
    case .saved: break
    case .taken(by: let owner?):
      throw FetchError(.pathTaken, "entry \(owner) has named the path \(path.text)")
    case .obstructed:
      throw FetchError(.pathTaken, "something else is in the way of \(path.text)")
    case .taken(by: nil):
      throw FetchError(.pathTaken, "another entry has saved another body at \(path.text)")
    }
  }

  private func file(
    of body: Body, for job: Job, in directory: SaveDirectory
  ) throws(Errno) -> WorkFile {
    if case .file(let file) = body { return file }
    let new = try directory.work.makeFile(for: job.request.id)
    try body.forEachBlock { bytes throws(Errno) in try new.descriptor.writeAll(bytes) }
    return try new.close()
  }
}
