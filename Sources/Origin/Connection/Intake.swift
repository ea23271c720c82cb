import NIOCore
import NIOHTTP1

/// A request while it is being read. Of its body as much is kept as someone will look at.
struct Intake {
  static let recordedBody = 64 << 10

  let head: HTTPRequestHead
  let target: Target
  private let limit: Int
  private var body = ByteBuffer()
  private var isBodyCut = false

  init(_ head: HTTPRequestHead, isRecording: Bool) {
    self.head = head
    target = Target(head.uri)
    let isEcho = target.segments.first == "echo"
    limit = isEcho ? Routes.largestEcho : isRecording ? Self.recordedBody : 0
  }

  /// Whether the client waits for leave to send the body.
  var expectsContinue: Bool {
    head.version == .http1_1
      && head.headers.first(name: "expect")?.lowercased() == "100-continue"
  }

  mutating func append(_ piece: ByteBuffer) {
    let room = limit - body.readableBytes
    isBodyCut = isBodyCut || piece.readableBytes > room
    guard room > 0,
      let kept = piece.getSlice(
        at: piece.readerIndex, length: min(room, piece.readableBytes))
    else { return }
    body.writeImmutableBuffer(kept)
  }

  func request(number: Int, local: SocketAddress?, remote: SocketAddress?) -> Request {
    Request(
      head: head, target: target, body: body, isBodyCut: isBodyCut, number: number, local: local,
      remote: remote)
  }

  func received(localIP: String) -> ReceivedRequest {
    ReceivedRequest(
      method: head.method.rawValue, uri: head.uri,
      headers: head.headers.map { (name: $0.name, value: $0.value) },
      body: Array(body.readableBytesView.prefix(Self.recordedBody)), localIP: localIP)
  }
}
