import Testing

@testable import Curl

/// What the kernel is told of sockets, and when; 1 and 2 stand for reading and writing.
@Suite struct SocketInterestsTests {
  private func key(_ socket: Int32, _ generation: UInt32 = 1) -> SocketInterests.Key {
    .init(socket: socket, generation: generation)
  }

  /// Told once that 7 is waited for.
  private func watched() -> SocketInterests {
    var interests = SocketInterests()
    interests.opened(7)
    interests.want(1, of: 7)
    _ = changes(&interests)
    return interests
  }

  @Test func `only the difference between two waits is told`() {
    var interests = SocketInterests()
    interests.opened(7)
    interests.want(2, of: 7)
    interests.want(1, of: 7)
    #expect(changes(&interests) == [.init(key: key(7), events: 1, isKnown: false)])
    #expect(changes(&interests) == [])
    interests.want(3, of: 7)
    #expect(changes(&interests) == [.init(key: key(7), events: 3, isKnown: true)])
  }

  @Test func `a connection that goes from one transfer to the next is not told of`() {
    var interests = watched()
    interests.want(0, of: 7)
    interests.want(1, of: 7)
    #expect(changes(&interests) == [])
    #expect(delivery(&interests, key(7)) == .deliver)
  }

  @Test func `what is no longer waited for is dropped when it is ready`() {
    var interests = watched()
    interests.want(0, of: 7)
    #expect(changes(&interests) == [])
    #expect(delivery(&interests, key(7)) == .drop)
    interests.want(1, of: 7)
    #expect(changes(&interests) == [.init(key: key(7), events: 1, isKnown: false)])
  }

  @Test func `a descriptor that is used again is another socket`() {
    var interests = watched()
    interests.opened(7)
    #expect(delivery(&interests, key(7)) == .ignore)
    interests.want(1, of: 7)
    #expect(changes(&interests) == [.init(key: key(7, 2), events: 1, isKnown: false)])
    #expect(delivery(&interests, key(7, 2)) == .deliver)
    #expect(delivery(&interests, key(99)) == .ignore)
  }

  private func changes(_ interests: inout SocketInterests) -> [SocketInterests.Change] {
    let changes = interests.takeChanges()
    for change in changes { interests.told(change) }
    return changes
  }

  private func delivery(
    _ interests: inout SocketInterests, _ key: SocketInterests.Key
  ) -> SocketInterests.Delivery {
    interests.ready(key)
  }
}
