import Curl

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Sorts libcurl's failures into the kinds that records name, with sentences that say the same for
/// the same failure, so that they can be counted.
enum Failure {
  static func of(
    _ transfer: Transfer, _ code: CurlCode, _ job: Job, _ options: AttemptOptions
  ) -> FetchError {
    let (kind, message) = describe(transfer, code, job, options)
    return FetchError(kind, message, curlCode: Int(code.rawValue))
  }

  /// The error itself, or what it means that libcurl refused to do what it was asked.
  static func of(_ error: any Error) -> FetchError {
    error as? FetchError ?? FetchError(.internal, "\(error)")
  }

  /// Whether a TLS handshake came to no end, which libcurl tells from one that failed in its message alone.
  private static func isBrokenHandshake(_ transfer: Transfer, _ code: CurlCode) -> Bool {
    guard CurlCode.tlsFailures.contains(code) else { return false }
    let message = transfer.message(for: code)
    return [
      "SSL_ERROR_SYSCALL", "Recv failure", "Send failure", "unexpected eof", "Connection reset",
      "non-properly terminated",
    ].contains { message.utf8.firstRange(of: $0.utf8) != nil }
  }

  private static let cutOff = "the connection was closed before the body was whole"

  /// What it means that a body, or the rest of it, was refused.
  static func verdict(_ refusal: BodyIntake.Refusal) -> Exchange.Verdict {
    switch refusal {
    case .tooLarge(let limit):
      .failure(FetchError(.tooLarge, "the body has more than \(limit) bytes"))
    case .notKept(let error): .failure(error)
    case .isOtherPart: .startOver
    case .isShort: .failure(FetchError(.reset, cutOff))
    }
  }

  private static func describe(
    _ transfer: Transfer, _ code: CurlCode, _ job: Job, _ options: AttemptOptions
  ) -> (FetchError.Kind, String) {
    let url = job.request.url
    switch transfer.refusal {
    case .stalled: return (.stalled, "no byte came or went for \(options.stallTimeout.inSeconds)")
    case .headersTooLarge:
      return (.protocol, "the response's headers are larger than 300 KB, or 2000 lines")
    case .badLength: return (.protocol, "the response does not say plainly where its body ends")
    case .badEncoding:
      return (.protocol, "the body's encoding is broken, or another than was asked for")
    case .inflatedTooMuch:
      return (.tooLarge, "the body is compressed more than \(options.maxRatio ?? 0) times")
    case .connectionWasClosed:
      return (.reset, "the server closed the connection without an answer")
    case .bodyRefused, nil: break
    }
    if code == .couldNotConnect, let address = transfer.refusedAddress,
      let reason = options.addresses.refusal(of: address)
    {
      let error = FetchError.blocked(address, reason)
      return (error.kind, error.message)
    }
    if [.couldNotResolveHost, .couldNotConnect].contains(code), FileDescriptor.areExhausted {
      return (.internal, "no descriptors are left for a connection")
    }
    switch code {
    case .timedOut: return (.timeout, timeout(transfer, job, options))
    case .couldNotResolveHost: return (.dns, "the name \(url.host) could not be looked up")
    case .couldNotResolveProxy: return (.dns, "the proxy's name could not be looked up")
    case .couldNotConnect: return (.connect, connect(transfer, job, options))
    case .proxyError: return (.connect, transfer.message(for: code))
    // libcurl calls it what it calls a connection that breaks.
    case _ where transfer.connectStatus >= 300:
      return (.connect, "the proxy answered \(transfer.connectStatus) to CONNECT")
    case .urlMalformed: return (.invalidURL, transfer.message(for: code))
    // What libcurl says when a header line is longer than it takes.
    case .outOfMemory where transfer.isConnected && !transfer.hasWholeHead:
      return (.protocol, "a line of the response's headers is too long")
    case .outOfMemory, .failedInit: return (.internal, transfer.message(for: code))
    case .gotNothing: return (.reset, "the server closed the connection without an answer")
    case .partialFile: return (.reset, cutOff)
    // There is no code of their own for chunks that are none.
    case .receiveError where transfer.message(for: code).contains("chunked-encoding"):
      return (.protocol, transfer.message(for: code))
    case .sendError, .receiveError: return (.reset, transfer.message(for: code))
    case _ where options.proxy(for: job) != nil && isBrokenHandshake(transfer, code):
      return (.reset, "the tunnel through the proxy was closed during the TLS handshake")
    case _ where CurlCode.tlsFailures.contains(code): return (.tls, transfer.message(for: code))
    default: return (.protocol, transfer.message(for: code))
    }
  }

  private static func timeout(
    _ transfer: Transfer, _ job: Job, _ options: AttemptOptions
  ) -> String {
    transfer.isConnected || options.timeLeft(for: job) <= options.connectTimeout
      ? "not done within \(options.timeout.inSeconds)"
      : "no connection within \(options.connectTimeout.inSeconds)"
  }

  private static func connect(
    _ transfer: Transfer, _ job: Job, _ options: AttemptOptions
  ) -> String {
    let url = job.request.url
    let target = options.proxy(for: job) == nil ? "\(url.host) port \(url.port)" : "the proxy"
    let cause = transfer.systemError
    guard cause != 0 else { return "no connection to \(target)" }
    return "no connection to \(target): \(Errno(code: cause))"
  }
}
