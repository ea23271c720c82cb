import WARC

/// An exchange on its way to the archive. A class, because it is large and is handed on and on, and most
/// runs have none.
final class CapturedResponse: Sendable {
  let exchange: CapturedExchange
  /// What was kept of it, in memory or in the spill file.
  let bytes: Body

  init(_ exchange: CapturedExchange, _ bytes: Body) {
    self.exchange = exchange
    self.bytes = bytes
  }
}

extension CapturedExchange.Truncation {
  /// Why the response is not all there, when an exchange has failed so.
  init(_ kind: FetchError.Kind) {
    switch kind {
    case .tooLarge: self = .length
    case .timeout, .stalled: self = .time
    case .reset: self = .disconnect
    default: self = .unspecified
    }
  }
}
