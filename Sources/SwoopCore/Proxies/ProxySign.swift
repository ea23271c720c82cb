/// What an exchange says of the proxy that it went through.
enum ProxySign: Sendable {
  /// It has carried a response.
  case carried
  /// It has not come through to the host, which may be for either's fault.
  case refused
  /// It is not well, and what was sent never left it.
  case failed
  case nothing
}
