import Curl

extension ProxySign {
  /// What a transfer that has ended says of its proxy.
  static func of(_ transfer: Transfer, _ code: CurlCode, _ proxy: Proxy, _ url: WebURL) -> ProxySign
  {
    let forwards = proxy.forwards(url)
    guard transfer.isConnected else { return ofSilence(transfer, code, proxy, forwards) }
    guard code == .ok || transfer.headerBytes > 0 else {
      // Beyond a tunnel it is the host that is silent; where there is none, who knows?
      return forwards && transfer.refusal != .connectionWasClosed ? .refused : .nothing
    }
    guard forwards else { return .carried }
    if transfer.status == 407 { return .failed }
    return isProxysOwn(transfer) ? .refused : .carried
  }

  /// It has come to no request.
  private static func ofSilence(
    _ transfer: Transfer, _ code: CurlCode, _ proxy: Proxy, _ forwards: Bool
  ) -> ProxySign {
    let hasBroken = Failure.isBrokenHandshake(transfer, code)
    switch transfer.connectStatus {
    case 0: break
    case 407: return .failed
    // Which side has closed a tunnel can't be told.
    case 200..<300: return hasBroken ? .refused : .carried
    default: return .refused
    }
    switch code {
    case .couldNotResolveProxy, .couldNotConnect: return .failed
    case .proxyError: return transfer.isHostsFaultToSocks ? .refused : .failed
    case .sendError, .receiveError, .gotNothing: return .failed
    case .timedOut, .abortedByCallback: return transfer.hasOpenedConnection ? .refused : .failed
    case _ where CurlCode.tlsFailures.contains(code):
      if proxy.scheme == "https" { return .failed }
      // With SOCKS, a tunnel to the host stands by then.
      return hasBroken ? .refused : .carried
    default: return .nothing
    }
  }

  /// Whether an answer was made by the proxy, which says so: RFC 9209 section 2.1.1, or Squid's own field.
  private static func isProxysOwn(_ transfer: Transfer) -> Bool {
    guard transfer.status >= 400 else { return false }
    return transfer.header("X-Squid-Error") != nil
      || transfer.header("Proxy-Status")?.contains("error=") == true
  }
}
