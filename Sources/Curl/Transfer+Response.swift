internal import CCurl

extension Transfer {
  /// Microseconds from the transfer's start to each event; 0 where the event did not come.
  package struct Timings: Sendable {
    package var nameLookup = 0
    package var connect = 0
    package var tls = 0
    package var firstByte = 0
    package var total = 0
  }

  /// The final status; 0 when no response came.
  package var status: Int { long(CURLINFO_RESPONSE_CODE) }

  package var httpVersion: String? { HTTPVersion.text(of: long(CURLINFO_HTTP_VERSION)) }

  /// Whether such a response has a body, if only an empty one (RFC 9110 section 6.4.1).
  package var mayHaveBody: Bool { ![204, 205, 304].contains(status) }

  /// Whether the body is what stands at the server, byte for byte.
  package var isPlainlyEncoded: Bool {
    header("Content-Encoding").map { ["", "identity", "none"].contains($0.lowercased()) } ?? true
  }

  /// Whether the body is in gzip alone (RFC 9110 section 8.4.1.3).
  var isGzipped: Bool {
    header("Content-Encoding").map { ["gzip", "x-gzip"].contains($0.lowercased()) } ?? false
  }

  /// The address that answered: the proxy's, when there is one.
  package var remoteIP: String? { string(CURLINFO_PRIMARY_IP) }

  package var contentType: String? { string(CURLINFO_CONTENT_TYPE) }

  /// The `errno` of the last connect that failed; 0 when none did.
  package var systemError: Int32 { Int32(truncatingIfNeeded: long(CURLINFO_OS_ERRNO)) }

  /// The status of the proxy's answer to CONNECT (RFC 9110 section 9.3.6); 0 when there was none.
  package var connectStatus: Int { long(CURLINFO_HTTP_CONNECTCODE) }

  /// Whether a connection to the server, or to the proxy in its place, was opened for this transfer.
  package var hasOpenedConnection: Bool { long(CURLINFO_NUM_CONNECTS) > 0 }

  /// Whether what a SOCKS proxy has said is about the host (RFC 1928 section 6).
  package var isHostsFaultToSocks: Bool {
    let replies = [
      CURLPX_REPLY_CONNECTION_REFUSED, CURLPX_REPLY_GENERAL_SERVER_FAILURE,
      CURLPX_REPLY_HOST_UNREACHABLE, CURLPX_REPLY_NETWORK_UNREACHABLE, CURLPX_REPLY_NOT_ALLOWED,
      CURLPX_REPLY_TTL_EXPIRED, CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, CURLPX_REPLY_UNASSIGNED,
      CURLPX_REQUEST_FAILED,
    ]
    return replies.contains { Int($0.rawValue) == long(CURLINFO_PROXY_ERROR) }
  }

  /// Bytes of the body as they came, before decoding.
  package var encodedBodyBytes: Int { offset(CURLINFO_SIZE_DOWNLOAD_T) }

  /// Bytes of the request's body that have gone.
  var sentBytes: Int { offset(CURLINFO_SIZE_UPLOAD_T) }

  package var timings: Timings {
    Timings(
      nameLookup: offset(CURLINFO_NAMELOOKUP_TIME_T),
      connect: offset(CURLINFO_CONNECT_TIME_T),
      tls: offset(CURLINFO_APPCONNECT_TIME_T),
      firstByte: offset(CURLINFO_STARTTRANSFER_TIME_T),
      total: offset(CURLINFO_TOTAL_TIME_T))
  }

  /// The first field of this name in the final response; bytes that are no UTF-8 are replaced.
  package func header(_ name: String) -> String? {
    var field: UnsafeMutablePointer<curl_header>?
    let lastResponse: Int32 = -1
    guard
      curl_easy_header(easy.pointer, name, 0, UInt32(CURLH_HEADER), lastResponse, &field)
        == CURLHE_OK
    else { return nil }
    guard let value = field?.pointee.value else { return nil }
    // libcurl leaves the line's end in a field that is empty.
    var text = String(cString: value)
    while let last = text.utf8.last, last <= 0x20 { text.removeLast() }
    return text
  }

  /// The bytes of the fields of this name in the final response, in their order.
  package func headers(_ name: String, upTo most: Int) -> [[UInt8]] {
    var values: [[UInt8]] = []
    var field: UnsafeMutablePointer<curl_header>?
    while values.count < most,
      curl_easy_header(easy.pointer, name, values.count, UInt32(CURLH_HEADER), -1, &field)
        == CURLHE_OK, let value = field?.pointee.value
    {
      let end = (0...).first { value[$0] == 0 } ?? 0
      let bytes = UnsafeRawBufferPointer(start: value, count: end)
      // libcurl leaves the line's end in a field that is empty.
      values.append(Array(bytes.prefix { $0 != 0x0D && $0 != 0x0A }))
    }
    return values
  }

  // A result that can't be read is a result that isn't there: libcurl refuses these calls only for
  // an `info` that it does not know, and all of these are older than the version asked for.

  private func long(_ info: CURLINFO) -> Int {
    var value = 0
    return ccurl_get_long(easy.pointer, info, &value) == CURLE_OK ? value : 0
  }

  private func offset(_ info: CURLINFO) -> Int {
    var value = 0
    return ccurl_get_offset(easy.pointer, info, &value) == CURLE_OK ? value : 0
  }

  private func string(_ info: CURLINFO) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard ccurl_get_string(easy.pointer, info, &value) == CURLE_OK, let value, value.pointee != 0
    else { return nil }
    return String(cString: value)
  }
}
