/// One request as the server read it.
package struct ReceivedRequest: Sendable {
  /// `GET`, `POST`, ... as sent.
  package let method: String
  /// The request target as sent: `/path?query`, or absolute when the server was used as a proxy.
  package let uri: String
  /// Header fields in the order sent, names in the case sent.
  package let headers: [(name: String, value: String)]
  /// The first 64 KB of the body.
  package let body: [UInt8]
  /// The server's address that was connected to, as in `"127.0.0.1"`.
  package let localIP: String

  /// The first value of a header field, whatever the case of its name.
  package func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }
}
