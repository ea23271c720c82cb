internal import CCurl

/// The libcurl that is loaded, which may be newer than the headers this was built with.
package enum CurlLibrary {
  /// The version as `0xXXYYZZ`, so that `0x080100` is 8.1.0.
  package static let version: UInt32 = {
    _ = initialised
    return info?.version_num ?? 0
  }()

  /// The version as people write it, such as `7.88.1`.
  package static var versionText: String {
    guard let version = info?.version else { return "unknown" }
    return String(cString: version)
  }

  /// Initialises libcurl once for the process; later calls cost nothing.
  ///
  /// Every handle's initialiser calls it, so that it precedes any thread's first transfer.
  ///
  /// - Throws: `CurlError` when libcurl, or its TLS library, can't be initialised.
  static func start() throws(CurlError) {
    try check(initialised, "initialise")
  }

  /// The bundle of certificates that libcurl was built to trust; nil when it names none.
  package static var certificateBundle: String? {
    curl_version_info(CURLVERSION_SEVENTH)?.pointee.cainfo.map { String(cString: $0) }
  }

  private static let initialised: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  private static var info: curl_version_info_data? {
    curl_version_info(CURLVERSION_FIRST)?.pointee
  }
}
