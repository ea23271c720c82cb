extension Origin {
  #if os(Linux)
    /// All of 127.0.0.0/8 is local on Linux, and the wildcard is the one address that covers it.
    /// `LoopbackGate` turns away what comes in over other interfaces.
    static let bindAddress = "0.0.0.0"
  #else
    /// Elsewhere only 127.0.0.1 is configured, so nothing is gained by listening more widely.
    static let bindAddress = "127.0.0.1"
  #endif
}
