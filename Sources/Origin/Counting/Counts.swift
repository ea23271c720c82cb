/// The counters at one moment, in the shape that `/counts` shows them.
struct Counts: Encodable, Sendable {
  struct Host: Encodable, Sendable {
    let requests: Int
    let inFlight: Int
    let peakConcurrency: Int
  }

  let requests: Int
  let inFlight: Int
  let peakConcurrency: Int
  let connections: Int
  let openConnections: Int
  /// By the server's own address, as in `"127.0.0.1"`.
  let hosts: [String: Host]
}
