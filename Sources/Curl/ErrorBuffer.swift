internal import CCurl

/// The memory into which libcurl writes what went wrong.
struct ErrorBuffer: ~Copyable {
  let pointer: UnsafeMutablePointer<CChar>

  init() {
    pointer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    pointer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    pointer.deallocate()
  }

  var text: String { String(cString: pointer) }

  func clear() {
    pointer.pointee = 0
  }
}
