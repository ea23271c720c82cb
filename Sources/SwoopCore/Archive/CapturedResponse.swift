import WARC

/// An exchange on its way to the archive. A class, because it is large and is handed on and on, and most
/// runs have none.
final class CapturedResponse: Sendable {
  let exchange: CapturedExchange
  let body: Body?

  init(_ exchange: CapturedExchange, _ body: Body?) {
    self.exchange = exchange
    self.body = body
  }

  /// Bytes that it takes in memory, and in the spill file.
  var bytes: Int {
    exchange.request.count + exchange.response.head.count + (body?.count ?? 0)
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
