/// What the bytes are that were kept of an exchange, one part after the other. They are kept outside of it,
/// because servers choose how many they are, and many exchanges may wait to be archived.
package struct CapturedParts: Hashable, Sendable {
  /// Bytes of the response's head.
  package var headCount = 0
  /// Bytes of the response's body.
  package var bodyCount = 0
  /// Bytes of the request, but for its body.
  package var requestCount = 0
  /// Bytes of the URI that was asked for.
  package var targetCount = 0

  package init() {}

  var head: Range<Int> { 0..<headCount }
  var body: Range<Int> { headCount..<(headCount + bodyCount) }
  var request: Range<Int> { body.upperBound..<(body.upperBound + requestCount) }
  var target: Range<Int> { request.upperBound..<(request.upperBound + targetCount) }
}
