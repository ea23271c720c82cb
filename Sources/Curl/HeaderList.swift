internal import CCurl

/// The one owner of a libcurl string list, as `CURLOPT_HTTPHEADER` takes it.
struct HeaderList: ~Copyable {
  private(set) var pointer: UnsafeMutablePointer<curl_slist>?

  /// - Parameter fields: names and values, without CR, LF or NUL, which the caller has refused.
  /// - Throws: `CurlError` when memory runs out.
  init(_ fields: some Sequence<(name: String, value: String)>) throws(CurlError) {
    for (name, value) in fields {
      // `Name;` is libcurl's spelling of a field that is sent with an empty value.
      let line = value.isEmpty ? "\(name);" : "\(name): \(value)"
      guard let longer = curl_slist_append(pointer, line) else {
        curl_slist_free_all(pointer)
        pointer = nil
        throw .outOfMemory("add a header")
      }
      pointer = longer
    }
  }

  deinit {
    curl_slist_free_all(pointer)
  }
}
