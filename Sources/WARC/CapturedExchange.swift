/// What is known of a request and its response, but for the bytes that were kept of them.
package struct CapturedExchange: Sendable {
  /// Why a body is not all there (WARC/1.1 section 5.13).
  package enum Truncation: String, Sendable {
    /// It was longer than was allowed.
    case length
    /// It took longer than was allowed.
    case time
    /// The connection ended before it did.
    case disconnect
    case unspecified
  }

  package var date: RecordDate
  /// The server's; nil when it is not known.
  package var ipAddress: String?
  package var response: ResponseCapture
  package var parts: CapturedParts
  /// What was sent of the request's body; others have the same array.
  package var requestBody: ArraySlice<UInt8> = []
  /// nil: all of the body is there.
  package var truncation: Truncation?
  /// Whether a response to such a request may have a body.
  package var mayHaveBody = true
  /// The SHA-256 of the body without any encoding, in hexadecimal digits; nil when it was not taken.
  package var decodedDigest: String?

  package init(date: RecordDate, response: ResponseCapture, parts: CapturedParts) {
    self.date = date
    self.response = response
    self.parts = parts
  }
}

/// Where an exchange's response is.
package struct Capture: Hashable, Sendable {
  /// The name of the file, without its folder.
  package let file: String
  /// Of its gzip member in the file, in bytes.
  package let offset: Int
  /// Bytes of that.
  package let length: Int
  package let id: RecordID
  /// Whether it says only that the payload is that of an earlier one.
  package let isRevisit: Bool
}
