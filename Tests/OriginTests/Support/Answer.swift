import Curl

/// What a client got, as far as it came.
struct Answer {
  let code: CurlCode
  let status: Int
  let body: [UInt8]
  let contentRange: String?
  let acceptRanges: String?
  let etag: String?
  let lastModified: String?

  /// Asks for a URL with these header fields, and takes the body as it comes or decodes it.
  init(
    _ url: String, range: String? = nil, ifRange: String? = nil, method: String = "GET",
    stall: Duration? = nil, decodes: Bool = false
  ) throws {
    let transfer = try Transfer()
    let multi = try MultiHandle()
    var body: [UInt8] = []
    var limits = Transfer.Limits(stall: stall)
    limits.decodes = decodes
    try transfer.reset(limits: limits) { _, bytes in
      body += bytes
      return .goOn
    }
    try transfer.easy.set(.url, url)
    try transfer.easy.set(.customMethod, method)
    let fields = [(name: "Range", value: range), (name: "If-Range", value: ifRange)]
    try transfer.set(headers: fields.compactMap { field in field.value.map { (field.name, $0) } })
    code = try Self.run(transfer, in: multi)
    self.body = body
    status = transfer.status
    contentRange = transfer.header("content-range")
    acceptRanges = transfer.header("accept-ranges")
    etag = transfer.header("etag")
    lastModified = transfer.header("last-modified")
  }

  /// The bytes of the pattern at these positions.
  static func pattern(_ range: Range<Int>) -> [UInt8] { range.map { UInt8($0 % 251) } }

  private static func run(_ transfer: Transfer, in multi: borrowing MultiHandle) throws -> CurlCode
  {
    try multi.add(transfer)
    defer { multi.remove(transfer) }
    while true {
      try multi.perform()
      if let (_, code) = multi.nextFinished() { return code }
      if transfer.hasStalled(now: .now) { return .abortedByCallback }
      try multi.wait(milliseconds: 100)
    }
  }
}
