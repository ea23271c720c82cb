internal import CCurl

/// Dates as they stand in header fields (RFC 9110 section 5.6.7), read by libcurl.
package enum HTTPDate {
  /// Seconds since 1970; nil when the text is no date, or one before.
  package static func seconds(_ text: String) -> Int? {
    // libcurl reads a lone number as a date, too.
    guard text.contains(where: \.isLetter) else { return nil }
    let seconds = curl_getdate(text, nil)
    return seconds < 0 ? nil : Int(seconds)
  }
}
