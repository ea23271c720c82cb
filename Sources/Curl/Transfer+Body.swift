internal import CCurl

extension Transfer {
  /// Bytes of encoded body that are decoded before the next look at whether it is to pause: they may
  /// become a thousand times as many.
  private static let decodedAtOnce = 4096

  func received(body bytes: UnsafeRawBufferPointer) -> Bool {
    activity.bytes += bytes.count
    encodedBytes += bytes.count
    let answer = wire?.received(body: bytes) ?? .goOn
    if case .refuse = answer {
      refusal = .bodyRefused
      return false
    }
    let isEncoded = head.encodings > 0 && limits.decodes
    guard isEncoded ? decode(bytes) : received(decoded: bytes) else { return false }
    // Only now: what is decoded in a pause waits for its end.
    if case .pause = answer { return pause() }
    return true
  }

  /// Whether a part of the body waits for a pause's end. From 8.18 on, libcurl ends a transfer that has
  /// nothing more to read whether it is paused or not.
  package var hasBacklog: Bool { !backlog.isEmpty }

  /// Goes on after a pause; does nothing where there is none.
  ///
  /// - Returns: false when the transfer is to be ended; `refusal` says why.
  package func resume() -> Bool {
    guard isPaused else { return true }
    isPaused = false
    let held = backlog
    backlog = []
    guard held.withUnsafeBytes(decode) else { return false }
    guard !isPaused else { return true }
    guard driver != nil else {
      endBody()
      return true
    }
    activity.goOn(now: .now)
    return curl_easy_pause(easy.pointer, CURLPAUSE_CONT) == CURLE_OK
  }

  /// Nothing more comes, and nothing waits.
  func endBody() {
    isDecoded = decoder?.isWhole ?? true
    // Its window is larger than all else that belongs to a transfer.
    decoder = nil
  }

  /// Decodes what has come, up to a pause; what is left then waits for its end.
  private func decode(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while !rest.isEmpty, !isPaused {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(Transfer.decodedAtOnce))
      guard decodeAll(of: piece) else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
    }
    backlog.append(contentsOf: rest)
    return true
  }

  private func decodeAll(of bytes: UnsafeRawBufferPointer) -> Bool {
    do throws(GzipDecoder.Failure) {
      if decoder == nil {
        let isSingle = head.encodings == 1
        // What only tells of a redirect or a failure is not worth a failure of its own.
        guard isSingle && (isGzipped || isPlainlyEncoded) || !(200..<300).contains(status) else {
          throw .corrupt
        }
        guard isSingle, isGzipped else { return received(decoded: bytes) }
        decoder = try GzipDecoder()
      }
      try decoder?.decode(bytes) { received(decoded: $0) }
      // What is longer than what it stands for goes on for the sake of it.
      guard encodedBytes - bodyBytes <= Limits.freeBytes + bodyBytes / 100 else { throw .corrupt }
      return true
    } catch {
      refusal = refusal ?? .badEncoding
      return false
    }
  }

  private func received(decoded bytes: UnsafeRawBufferPointer) -> Bool {
    bodyBytes += bytes.count
    if bodyBytes > Limits.freeBytes, let ratio = limits.maxRatio,
      bodyBytes / ratio > encodedBytes
    {
      refusal = .inflatedTooMuch
      return false
    }
    switch onBody?(self, bytes) ?? .goOn {
    case .goOn: return true
    case .pause: return pause()
    case .refuse:
      refusal = .bodyRefused
      return false
    }
  }

  private func pause() -> Bool {
    guard !isPaused else { return true }
    isPaused = true
    // What libcurl is done with, it does not pause.
    return driver == nil || curl_easy_pause(easy.pointer, CURLPAUSE_RECV) == CURLE_OK
  }
}
