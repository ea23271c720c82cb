/// Sees what goes over the wire for a transfer, TLS and the frames of HTTP/2 taken off, on the thread that
/// drives the transfer.
package protocol WireObserver: AnyObject {
  /// A part of a request goes out.
  ///
  /// - Parameter isHead: whether it is of the head; the rest of a long one may not be said to be.
  func sent(_ bytes: UnsafeRawBufferPointer, isHead: Bool)

  /// A line of a response's headers comes, interim ones and trailers included, with its end.
  func received(header line: UnsafeRawBufferPointer)

  /// A part of a body comes, with its chunks, and maybe with what is no part of it any more.
  func received(chunked bytes: UnsafeRawBufferPointer)

  /// A part of a body comes, out of its chunks and not decoded.
  func received(body bytes: UnsafeRawBufferPointer) -> Transfer.BodyAnswer
}
