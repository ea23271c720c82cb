/// A response's body, decoded, as it comes.
///
/// It is to be read once, by one task at a time. While 256 KiB of it are unread, nothing more is taken from
/// the connection, so that memory stays bounded and the server has to wait. The time that the reader
/// takes counts: see ``AttemptOptions/timeout``.
public struct BodyStream: AsyncSequence, Sendable {
  public typealias Element = [UInt8]
  public typealias Failure = FetchError

  public let head: ResponseHead
  let channel: BodyChannel

  public func makeAsyncIterator() -> Iterator { Iterator(channel: channel) }

  public struct Iterator: AsyncIteratorProtocol {
    let channel: BodyChannel

    /// The next bytes, one or more; nil at the body's end.
    ///
    /// - Throws: the entry's error, when the body does not come whole.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(FetchError) -> [UInt8]? {
      try await channel.next()
    }

    public mutating func next() async throws(FetchError) -> [UInt8]? {
      try await channel.next()
    }
  }
}
