import NIOCore

/// Responses that break at one place each, as bytes on the wire.
///
/// The tables say what is sent and what then becomes of the connection: it stays for the next
/// request (`complete`), is closed or reset, or stays and is silent (`stall`).
extension Routes {
  static let rawFaults =
    connectionFaults + headFaults + headerFaults + lengthFaults + chunkFaults + bodyFaults
    + encodingFaults + redirectFaults

  /// How an ordinary head begins.
  static let okHead = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

  /// Sends these bytes.
  static func fault(
    _ name: String, _ about: String, sends bytes: some Sequence<UInt8>,
    then ending: Response.Ending
  ) -> Route {
    fault(name, about, .raw(.buffer(ByteBuffer(bytes: bytes)), then: ending))
  }

  /// Sends this text.
  static func fault(
    _ name: String, _ about: String, sends text: String, then ending: Response.Ending
  ) -> Route {
    fault(name, about, sends: text.utf8, then: ending)
  }

  /// Sends a text, and another again and again as fast as the client takes it.
  static func fault(
    _ name: String, _ about: String, sends opening: String = "", thenEndlessly unit: String
  ) -> Route {
    fault(name, about, .raw(.endless(EndlessRun(opening, then: unit)), then: .stall))
  }

  /// Gives every request the same response.
  static func fault(_ name: String, _ about: String, _ response: Response) -> Route {
    fault(name, about) { _ throws(Refusal) in .respond(response) }
  }

  /// - Parameter usage: the name, with what the query may hold.
  static func fault(
    _ usage: String, _ about: String,
    _ answer: @escaping @Sendable (Request) throws(Refusal) -> Reply
  ) -> Route {
    Route("/fault/\(usage)", about) { request, _ throws(Refusal) in
      try request.expect(arguments: 1)
      return try answer(request)
    }
  }
}
