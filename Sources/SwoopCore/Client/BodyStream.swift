/// A response's body, decoded, as it comes.
///
/// It is to be read once, by one task at a time. While 256 KiB of it are unread, nothing more is taken from
/// the connection, so that memory stays bounded and the server has to wait; of a stream of HTTP/2, libcurl
/// may hold what the server was allowed to send already. The time that the reader
/// takes counts for ``AttemptOptions/timeout``, not for ``AttemptOptions/stallTimeout``.
public struct BodyStream: AsyncSequence, Sendable {
  /// Bytes of the body, one or more.
  public typealias Element = [UInt8]
  /// Why the body did not come whole.
  public typealias Failure = FetchError

  /// What is known of the response.
  public let head: ResponseHead
  let channel: BodyChannel
  let giveUp: @Sendable () -> Void

  /// Reads on from where the body was read to: all iterators share it.
  public func makeAsyncIterator() -> Iterator { Iterator(channel: channel, giveUp: giveUp) }

  /// Takes the body's bytes as they come.
  public struct Iterator: AsyncIteratorProtocol {
    let channel: BodyChannel
    let giveUp: @Sendable () -> Void

    /// The next bytes, one or more: all that has come and was not read. nil at the body's end.
    ///
    /// Where the task that waits for them is cancelled, the transfer is ended.
    ///
    /// - Throws: the entry's error, when the body does not come whole.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(FetchError) -> [UInt8]? {
      try await withTaskCancellationHandler { [channel] in
        await channel.next()
      } onCancel: { [giveUp] in
        giveUp()
      }.get()
    }

    /// The next bytes, likewise.
    ///
    /// - Throws: the entry's error, likewise.
    public mutating func next() async throws(FetchError) -> [UInt8]? {
      try await next(isolation: nil)
    }
  }
}
