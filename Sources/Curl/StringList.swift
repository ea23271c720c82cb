internal import CCurl

/// The one owner of a libcurl string list, which options only borrow.
struct StringList: ~Copyable {
  private(set) var pointer: UnsafeMutablePointer<curl_slist>?

  /// - Throws: `CurlError` when memory runs out.
  init(_ lines: some Sequence<String>) throws(CurlError) {
    for line in lines {
      guard let longer = curl_slist_append(pointer, line) else {
        curl_slist_free_all(pointer)
        pointer = nil
        throw .outOfMemory("add to a list")
      }
      pointer = longer
    }
  }

  deinit {
    curl_slist_free_all(pointer)
  }
}
