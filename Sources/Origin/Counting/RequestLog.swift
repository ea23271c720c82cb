import NIOCore

/// The most recent requests, bounded in number and in bytes of body.
struct RequestLog: Sendable {
  static let capacity = 10_000
  static let bodyCapacity = 64 << 20

  private(set) var requests = CircularBuffer<ReceivedRequest>()
  private var bodyBytes = 0

  mutating func append(_ request: ReceivedRequest) {
    requests.append(request)
    bodyBytes += request.body.count
    while requests.count > Self.capacity || bodyBytes > Self.bodyCapacity {
      bodyBytes -= requests.removeFirst().body.count
    }
  }
}
