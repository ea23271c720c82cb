import Curl

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The system's look-up of names, which blocks.
enum AddressLookup {
  struct Outcome: Sendable {
    let answer: NameTable.Answer
    /// Whether the same question would most likely have the same answer in a moment.
    let isLasting: Bool
  }

  /// - Parameter name: a name in ASCII, or an address in a spelling that the system knows.
  static func system(_ name: String) -> Outcome {
    var hints = addrinfo()
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard code == 0 else { return failure(name, code) }
    let addresses = sequence(first: list) { $0?.pointee.ai_next }
      .prefix { $0 != nil }
      .compactMap { $0?.pointee.ai_addr.flatMap { IPAddress($0) } }
    return Outcome(answer: .success(addresses), isLasting: true)
  }

  /// The name is there and has no addresses: `EAI_NODATA`, which Swift does not see in glibc.
  #if canImport(Darwin)
    private static let noData = EAI_NODATA
  #else
    private static let noData: Int32 = -5
  #endif

  private static func failure(_ name: String, _ code: Int32) -> Outcome {
    guard !FileDescriptor.areExhausted else {
      let error = FetchError(.internal, "no descriptors are left to look up a name")
      return Outcome(answer: .failure(error), isLasting: false)
    }
    let reason = String(cString: gai_strerror(code))
    let error = FetchError(.dns, "the name \(name) could not be looked up: \(reason)")
    return Outcome(answer: .failure(error), isLasting: [EAI_NONAME, noData].contains(code))
  }
}
