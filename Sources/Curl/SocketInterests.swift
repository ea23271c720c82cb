/// Which sockets libcurl waits for, and what the kernel has been told of it. Pure.
///
/// libcurl drops its interest in a connection when a transfer ends and takes it up with the next, most
/// often both between two waits. So only what has changed when a wait begins is told, and dropped
/// interest not before it does harm: the kernel forgets a closed socket by itself.
struct SocketInterests {
  /// What is waited for, as a set of bits.
  typealias Events = UInt32

  /// Names a socket while it is open: descriptors are used again.
  struct Key: Hashable {
    let socket: Int32
    let generation: UInt32
  }

  struct Change: Equatable {
    let key: Key
    let events: Events
    /// Whether the kernel knows the socket.
    let isKnown: Bool
  }

  /// What is to be done about a socket that is ready.
  enum Delivery {
    case deliver
    /// libcurl waits for it no more, nor shall the kernel.
    case drop
    /// It was closed meanwhile.
    case ignore
  }

  private struct Interest {
    var wanted: Events = 0
    var told: Events = 0
    var generation: UInt32 = 0
    var isChanged = false
  }

  /// By descriptor.
  private var interests: [Interest] = []
  private var changed: [Int32] = []

  /// A new socket has this descriptor; the kernel knows nothing of it.
  mutating func opened(_ socket: Int32) {
    grow(to: socket)
    interests[Int(socket)].told = 0
    interests[Int(socket)].wanted = 0
    interests[Int(socket)].generation &+= 1
  }

  /// libcurl waits for these events from now on; 0: for none.
  mutating func want(_ events: Events, of socket: Int32) {
    grow(to: socket)
    interests[Int(socket)].wanted = events
    guard !interests[Int(socket)].isChanged else { return }
    interests[Int(socket)].isChanged = true
    changed.append(socket)
  }

  /// What the kernel is to be told before the next wait.
  mutating func takeChanges() -> [Change] {
    guard !changed.isEmpty else { return [] }
    defer { changed.removeAll(keepingCapacity: true) }
    return changed.compactMap { socket in
      let interest = interests[Int(socket)]
      interests[Int(socket)].isChanged = false
      guard interest.wanted != 0, interest.wanted != interest.told else { return nil }
      return Change(
        key: Key(socket: socket, generation: interest.generation), events: interest.wanted,
        isKnown: interest.told != 0)
    }
  }

  /// The kernel has been told.
  mutating func told(_ change: Change) {
    interests[Int(change.key.socket)].told = change.events
  }

  mutating func ready(_ key: Key) -> Delivery {
    let index = Int(key.socket)
    guard interests.indices.contains(index), interests[index].generation == key.generation else {
      return .ignore
    }
    guard interests[index].wanted == 0 else { return .deliver }
    interests[index].told = 0
    return .drop
  }

  private mutating func grow(to socket: Int32) {
    while interests.count <= Int(socket) { interests.append(Interest()) }
  }
}
