import Testing

/// What a server may do wrong, and what the entry's record must say of it.
struct Fault: Sendable, CustomTestStringConvertible {
  let path: String
  /// A status or a kind of error.
  let outcome: String
  /// Whether it takes as long as it may, so that once is enough.
  var isSlow = false

  var testDescription: String { path }

  static let all = connection + head + lengths + chunks + bodies + encodings + redirects

  private static let connection = [
    Fault(path: "/hang", outcome: "stalled", isSlow: true),
    Fault(path: "/close", outcome: "reset"),
    Fault(path: "/reset", outcome: "reset"),
    Fault(path: "/fault/reset-in-headers", outcome: "reset"),
    Fault(path: "/fault/close-in-headers", outcome: "reset"),
    Fault(path: "/fault/reset-after-headers", outcome: "reset"),
    Fault(path: "/fault/close-after-headers", outcome: "reset"),
    Fault(path: "/fault/silent-after-headers", outcome: "stalled", isSlow: true),
    Fault(path: "/fault/reset-in-body", outcome: "reset"),
    Fault(path: "/fault/close-in-body", outcome: "reset"),
    Fault(path: "/fault/close-when-reused", outcome: "200"),
    Fault(path: "/fault/close-after-response", outcome: "200"),
  ]

  private static let head = [
    Fault(path: "/fault/garbage-status", outcome: "protocol"),
    Fault(path: "/fault/bad-version", outcome: "protocol"),
    Fault(path: "/fault/bad-status-code", outcome: "protocol"),
    Fault(path: "/fault/long-status-code", outcome: "protocol"),
    Fault(path: "/fault/http09", outcome: "protocol"),
    Fault(path: "/fault/interim-flood", outcome: "protocol"),
    Fault(path: "/fault/interim-switch", outcome: "reset"),
    Fault(path: "/fault/interim-then-ok", outcome: "200"),
    Fault(path: "/fault/header-endless", outcome: "protocol"),
    Fault(path: "/fault/header-endless-line", outcome: "protocol"),
    Fault(path: "/fault/header-no-colon", outcome: "protocol"),
    Fault(path: "/fault/header-nul", outcome: "protocol"),
    Fault(path: "/fault/header-obs-fold", outcome: "200"),
    Fault(path: "/fault/header-escape", outcome: "200"),
    Fault(path: "/fault/header-fold-first", outcome: "protocol"),
    Fault(path: "/fault/header-blank-before-colon", outcome: "protocol"),
    Fault(path: "/fault/header-folded-length", outcome: "protocol"),
    Fault(path: "/fault/header-bare-return", outcome: "protocol"),
  ]

  private static let lengths = [
    Fault(path: "/fault/length-too-long", outcome: "reset"),
    Fault(path: "/fault/length-too-short", outcome: "200"),
    Fault(path: "/fault/length-negative", outcome: "protocol"),
    Fault(path: "/fault/length-doubled", outcome: "protocol"),
    Fault(path: "/fault/length-repeated", outcome: "200"),
    Fault(path: "/fault/length-garbage", outcome: "protocol"),
    Fault(path: "/fault/length-huge", outcome: "protocol"),
    Fault(path: "/fault/length-and-chunked", outcome: "200"),
    Fault(path: "/fault/encoding-and-length", outcome: "protocol"),
    Fault(path: "/fault/encoding-of-transfer", outcome: "protocol"),
  ]

  private static let chunks = [
    Fault(path: "/fault/chunk-bad-size", outcome: "protocol"),
    Fault(path: "/fault/chunk-huge-size", outcome: "protocol"),
    Fault(path: "/fault/chunk-negative", outcome: "protocol"),
    Fault(path: "/fault/chunk-no-line-end", outcome: "protocol"),
    Fault(path: "/fault/chunk-truncated", outcome: "reset"),
    Fault(path: "/fault/chunk-endless-size", outcome: "protocol"),
    Fault(path: "/fault/chunk-endless-extension", outcome: "stalled", isSlow: true),
    Fault(path: "/fault/chunk-endless-trailers", outcome: "protocol"),
  ]

  private static let bodies = [
    Fault(path: "/fault/body-endless", outcome: "timeout", isSlow: true),
    Fault(path: "/fault/body-endless-chunked", outcome: "timeout", isSlow: true),
    Fault(path: "/drip/100?ms=300", outcome: "timeout", isSlow: true),
    Fault(path: "/stall/1000", outcome: "stalled", isSlow: true),
    Fault(path: "/truncate/1000", outcome: "reset"),
  ]

  private static let encodings = [
    Fault(path: "/fault/gzip-broken", outcome: "protocol"),
    Fault(path: "/fault/gzip-truncated", outcome: "protocol"),
    Fault(path: "/fault/gzip-trailing", outcome: "protocol"),
    Fault(path: "/fault/gzip-mislabelled", outcome: "protocol"),
    Fault(path: "/fault/gzip-bomb?bytes=1G", outcome: "too_large"),
    Fault(path: "/fault/encoding-unknown", outcome: "protocol"),
    Fault(path: "/fault/encoding-stacked", outcome: "protocol"),
  ]

  private static let redirects = [
    Fault(path: "/redirect-loop", outcome: "too_many_redirects"),
    Fault(path: "/redirect-nowhere", outcome: "302"),
    Fault(path: "/fault/redirect-file", outcome: "unsupported_scheme"),
    Fault(path: "/fault/redirect-private", outcome: "blocked_address"),
    Fault(path: "/fault/redirect-space", outcome: "200"),
    Fault(path: "/fault/redirect-long", outcome: "200"),
    Fault(path: "/fault/redirect-control", outcome: "invalid_url"),
    Fault(path: "/fault/redirect-credentials", outcome: "200"),
  ]
}
