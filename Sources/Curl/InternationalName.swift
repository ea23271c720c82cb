internal import CCurl

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Host names outside ASCII (RFC 5891), by the library that libcurl was built with.
enum InternationalName {
  /// The ASCII form of the host of a URL handle; nil when it has none.
  static func ascii(_ host: String, of handle: OpaquePointer) -> String? {
    // libidn2 reads the name in the locale's encoding, and a program starts in "C". Only this
    // thread's locale is changed, and only for the call.
    guard let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil) else { return nil }
    let before = uselocale(utf8)
    defer {
      uselocale(before)
      freelocale(utf8)
    }
    var value: UnsafeMutablePointer<CChar>?
    // Up to 8.17, libcurl leaves the name it could not convert to the caller.
    defer { curl_free(value) }
    guard
      curl_url_get(handle, CURLUPART_HOST, &value, UInt32(CURLU_PUNYCODE)) == CURLUE_OK, let value
    else { return nil }
    let name = String(cString: value)
    return name.utf8.allSatisfy { $0 < 0x80 } ? name : nil
  }
}
