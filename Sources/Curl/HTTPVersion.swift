internal import CCurl

/// Which HTTP a transfer may use.
package enum HTTPVersion: Sendable {
  case http1
  /// HTTP/2 where TLS negotiates it (ALPN, RFC 9113 section 3.2), else HTTP/1.1.
  case http2

  var option: Int {
    switch self {
    case .http1: CURL_HTTP_VERSION_1_1
    case .http2: CURL_HTTP_VERSION_2TLS
    }
  }

  /// The version's number in text, as `CURLINFO_HTTP_VERSION` tells it; nil when there was none.
  static func text(of info: Int) -> String? {
    switch info {
    case CURL_HTTP_VERSION_1_0: "1.0"
    case CURL_HTTP_VERSION_1_1: "1.1"
    case CURL_HTTP_VERSION_2_0: "2"
    case CURL_HTTP_VERSION_3: "3"
    default: nil
    }
  }
}

extension EasyHandle {
  package func set(_ version: HTTPVersion) throws(CurlError) {
    try set(EasyOption<Int>.httpVersion, version.option)
  }
}
