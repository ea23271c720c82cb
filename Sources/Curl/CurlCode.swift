internal import CCurl

/// What libcurl returned for a transfer or an option: `CURLcode`, without exposing C's enum.
package struct CurlCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32

  package init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  init(_ code: CURLcode) {
    rawValue = Int32(bitPattern: code.rawValue)
  }

  /// libcurl's own English sentence for this code.
  package var message: String {
    String(cString: curl_easy_strerror(CURLcode(rawValue: UInt32(bitPattern: rawValue))))
  }

  package static let ok = CurlCode(CURLE_OK)
  package static let urlMalformed = CurlCode(CURLE_URL_MALFORMAT)
  package static let couldNotResolveProxy = CurlCode(CURLE_COULDNT_RESOLVE_PROXY)
  package static let couldNotResolveHost = CurlCode(CURLE_COULDNT_RESOLVE_HOST)
  package static let couldNotConnect = CurlCode(CURLE_COULDNT_CONNECT)
  package static let partialFile = CurlCode(CURLE_PARTIAL_FILE)
  package static let writeError = CurlCode(CURLE_WRITE_ERROR)
  package static let timedOut = CurlCode(CURLE_OPERATION_TIMEDOUT)
  package static let abortedByCallback = CurlCode(CURLE_ABORTED_BY_CALLBACK)
  package static let gotNothing = CurlCode(CURLE_GOT_NOTHING)
  package static let sendError = CurlCode(CURLE_SEND_ERROR)
  package static let receiveError = CurlCode(CURLE_RECV_ERROR)
  package static let proxyError = CurlCode(CURLE_PROXY)
  package static let failedInit = CurlCode(CURLE_FAILED_INIT)
  package static let outOfMemory = CurlCode(CURLE_OUT_OF_MEMORY)

  /// Failures of the TLS handshake, of certificates and of the files they come from.
  package static let tlsFailures: Set<CurlCode> = [
    CurlCode(CURLE_SSL_CONNECT_ERROR), CurlCode(CURLE_SSL_ENGINE_NOTFOUND),
    CurlCode(CURLE_SSL_ENGINE_SETFAILED), CurlCode(CURLE_SSL_CERTPROBLEM),
    CurlCode(CURLE_SSL_CIPHER), CurlCode(CURLE_PEER_FAILED_VERIFICATION),
    CurlCode(CURLE_USE_SSL_FAILED), CurlCode(CURLE_SSL_ENGINE_INITFAILED),
    CurlCode(CURLE_SSL_CACERT_BADFILE), CurlCode(CURLE_SSL_SHUTDOWN_FAILED),
    CurlCode(CURLE_SSL_CRL_BADFILE), CurlCode(CURLE_SSL_ISSUER_ERROR),
    CurlCode(CURLE_SSL_PINNEDPUBKEYNOTMATCH), CurlCode(CURLE_SSL_INVALIDCERTSTATUS),
    CurlCode(CURLE_SSL_CLIENTCERT),
  ]
}
