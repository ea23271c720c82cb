internal import CCurl

/// The one owner of a libcurl easy handle.
///
/// It is a thin layer: it sets options, reads results and looks at every code. What to set is its
/// caller's business. A handle belongs to one thread at a time.
package struct EasyHandle: ~Copyable {
  let pointer: UnsafeMutableRawPointer

  /// - Throws: `CurlError` when libcurl can't allocate a handle.
  package init() throws(CurlError) {
    try CurlLibrary.start()
    guard let pointer = curl_easy_init() else {
      throw .outOfMemory("make an easy handle")
    }
    self.pointer = pointer
  }

  deinit {
    curl_easy_cleanup(pointer)
  }

  /// Forgets every option, and keeps connections and caches.
  package func reset() {
    curl_easy_reset(pointer)
  }

  package func set(_ option: EasyOption<Int>, _ value: Int) throws(CurlError) {
    try check(ccurl_set_long(pointer, option.raw, value), option.action)
  }

  /// Refuses TLS before 1.2 (RFC 8996), whatever the TLS library was built to accept.
  package func refuseOldTLS() throws(CurlError) {
    try set(.tlsVersion, CURL_SSLVERSION_TLSv1_2)
  }

  /// Likewise of a proxy.
  package func refuseOldTLSOfProxy() throws(CurlError) {
    try set(.proxyTLSVersion, CURL_SSLVERSION_TLSv1_2)
  }

  package func set(_ option: EasyOption<Bool>, _ value: Bool) throws(CurlError) {
    try check(ccurl_set_long(pointer, option.raw, value ? 1 : 0), option.action)
  }

  /// Sets a string, which libcurl copies; nil unsets the option.
  package func set(_ option: EasyOption<String>, _ value: String?) throws(CurlError) {
    try check(ccurl_set_string(pointer, option.raw, value), option.action)
  }
}

/// An option of an easy handle, with the type of its value.
package struct EasyOption<Value>: @unchecked Sendable {
  // Unchecked: `CURLoption` is an imported C enum, a plain integer without a Sendable mark.
  let raw: CURLoption

  var action: String { "set option \(raw.rawValue)" }
}

extension EasyOption<String> {
  package static let url = EasyOption(raw: CURLOPT_URL)
  package static let customMethod = EasyOption(raw: CURLOPT_CUSTOMREQUEST)
  package static let userAgent = EasyOption(raw: CURLOPT_USERAGENT)
  package static let acceptEncoding = EasyOption(raw: CURLOPT_ACCEPT_ENCODING)
  package static let protocols = EasyOption(raw: CURLOPT_PROTOCOLS_STR)
  package static let redirectProtocols = EasyOption(raw: CURLOPT_REDIR_PROTOCOLS_STR)
  package static let userName = EasyOption(raw: CURLOPT_USERNAME)
  package static let password = EasyOption(raw: CURLOPT_PASSWORD)
  package static let proxy = EasyOption(raw: CURLOPT_PROXY)
  package static let noProxy = EasyOption(raw: CURLOPT_NOPROXY)
  package static let certificateBundle = EasyOption(raw: CURLOPT_CAINFO)
  package static let certificateDirectory = EasyOption(raw: CURLOPT_CAPATH)
  package static let proxyCertificateBundle = EasyOption(raw: CURLOPT_PROXY_CAINFO)
  package static let proxyCertificateDirectory = EasyOption(raw: CURLOPT_PROXY_CAPATH)
}

extension EasyOption<Bool> {
  package static let noSignal = EasyOption(raw: CURLOPT_NOSIGNAL)
  package static let noBody = EasyOption(raw: CURLOPT_NOBODY)
  package static let httpGet = EasyOption(raw: CURLOPT_HTTPGET)
  /// Whether libcurl decodes bodies.
  package static let contentDecoding = EasyOption(raw: CURLOPT_HTTP_CONTENT_DECODING)
  /// Whether no connection that was used before is used.
  package static let freshConnect = EasyOption(raw: CURLOPT_FRESH_CONNECT)
  package static let followLocation = EasyOption(raw: CURLOPT_FOLLOWLOCATION)
  package static let http09Allowed = EasyOption(raw: CURLOPT_HTTP09_ALLOWED)
  package static let suppressConnectHeaders = EasyOption(raw: CURLOPT_SUPPRESS_CONNECT_HEADERS)
  package static let verifyPeer = EasyOption(raw: CURLOPT_SSL_VERIFYPEER)
  package static let waitForMultiplexing = EasyOption(raw: CURLOPT_PIPEWAIT)
  /// Ends a transfer without joining a name look-up's thread (libcurl 7.87).
  package static let quickExit = EasyOption(raw: CURLOPT_QUICK_EXIT)
}

extension EasyOption<Int> {
  /// 2: the certificate must name the host; 0: it need not.
  package static let verifyHost = EasyOption(raw: CURLOPT_SSL_VERIFYHOST)
  /// The oldest TLS that is spoken.
  fileprivate static let tlsVersion = EasyOption(raw: CURLOPT_SSLVERSION)
  fileprivate static let proxyTLSVersion = EasyOption(raw: CURLOPT_PROXY_SSLVERSION)
  /// Milliseconds for the whole transfer; 0: no limit.
  package static let timeout = EasyOption(raw: CURLOPT_TIMEOUT_MS)
  /// Milliseconds until the connection, TLS included, stands; 0: libcurl's 300 s.
  package static let connectTimeout = EasyOption(raw: CURLOPT_CONNECTTIMEOUT_MS)
  /// Seconds that a loaded CA bundle is kept (libcurl 7.87).
  package static let certificateCacheTimeout = EasyOption(raw: CURLOPT_CA_CACHE_TIMEOUT)
  /// Seconds that a name's addresses are kept; 0: not at all.
  package static let nameCacheTimeout = EasyOption(raw: CURLOPT_DNS_CACHE_TIMEOUT)
  package static let netrc = EasyOption(raw: CURLOPT_NETRC)
  package static let httpVersion = EasyOption(raw: CURLOPT_HTTP_VERSION)
  /// Bytes that are read from a connection at once, at the most.
  package static let bufferSize = EasyOption(raw: CURLOPT_BUFFERSIZE)
  package static let uploadBufferSize = EasyOption(raw: CURLOPT_UPLOAD_BUFFERSIZE)
}
