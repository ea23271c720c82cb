internal import CCurl

/// A call into libcurl that failed where it should not: an option refused, a handle not made.
package struct CurlError: Error, CustomStringConvertible {
  /// What was being done, such as `set option 10002`.
  package let action: String
  /// libcurl's sentence on why it did not work.
  package let reason: String

  package var description: String { "libcurl could not \(action): \(reason)" }

  static func outOfMemory(_ action: String) -> CurlError {
    CurlError(action: action, reason: CurlCode(CURLE_OUT_OF_MEMORY).message)
  }
}

/// Throws unless `code` is `CURLE_OK`.
func check(_ code: CURLcode, _ action: @autoclosure () -> String) throws(CurlError) {
  guard code == CURLE_OK else {
    throw CurlError(action: action(), reason: CurlCode(code).message)
  }
}

/// Throws unless `code` is `CURLM_OK`.
func check(_ code: CURLMcode, _ action: @autoclosure () -> String) throws(CurlError) {
  guard code == CURLM_OK else {
    throw CurlError(action: action(), reason: String(cString: curl_multi_strerror(code)))
  }
}
