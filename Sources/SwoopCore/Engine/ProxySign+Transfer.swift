import Curl

extension ProxySign {
  /// What a transfer that has ended says of its proxy.
  static func of(_ transfer: Transfer, _ code: CurlCode, _ proxy: Proxy, _ url: WebURL) -> ProxySign
  {
    guard transfer.isConnected else { return ofSilence(transfer, code, proxy) }
    guard transfer.refusal != .connectionWasClosed else { return .nothing }
    if transfer.hasWholeHead, transfer.status >= 200 {
      return proxy.forwards(url) && mayBeProxysOwn(transfer) ? .refused : .carried
    }
    // TLS has shown that the host is there; where there is none, who knows who is silent?
    return url.scheme == "https" ? .nothing : .refused
  }

  /// It has come to no request.
  private static func ofSilence(
    _ transfer: Transfer, _ code: CurlCode, _ proxy: Proxy
  ) -> ProxySign {
    switch transfer.connectStatus {
    case 0: break
    case 407: return .failed
    // Which side has closed a tunnel, or speaks no TLS in it that is to be trusted, can't be told.
    default: return .refused
    }
    switch code {
    case .couldNotResolveProxy, .couldNotConnect: return .failed
    case .proxyError: return transfer.isHostsFaultToSocks ? .refused : .failed
    case .sendError, .receiveError, .gotNothing: return .failed
    case .timedOut, .abortedByCallback: return transfer.hasOpenedConnection ? .refused : .failed
    case _ where CurlCode.tlsFailures.contains(code):
      // With SOCKS, a tunnel to the host stands by then.
      return proxy.scheme == "https" ? .failed : .refused
    default: return .nothing
    }
  }

  /// Whether an answer says that it is the proxy's, which a host can say, too: 407, RFC 9209 section 2.1.1, or
  /// Squid's own field.
  private static func mayBeProxysOwn(_ transfer: Transfer) -> Bool {
    guard transfer.status >= 400 else { return false }
    if transfer.status == 407 { return true }
    return transfer.header("X-Squid-Error") != nil
      || transfer.header("Proxy-Status")?.contains("error=") == true
  }
}
