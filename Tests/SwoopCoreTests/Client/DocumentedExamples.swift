// The public face alone: what an article shows must do without anything else.
import SwoopCore

/// The examples of the articles and of the symbols' documentation, as they stand there, so that they are
/// compiled. `DocumentationTests` looks that none is missing.
private enum DocumentedExamples {
  // MARK: The overview

  static func single() async throws {
    try await withFetcher { fetcher in
      let page = try await fetcher.fetch("https://example.org/").get()
      print(page.status ?? 0, page.body?.count ?? 0)
    }
  }

  static func many() async throws {
    let pages = (1...10_000).map { Request("https://example.org/page/\($0)") }
    try await withFetcher { fetcher in
      for await record in fetcher.fetch(pages) where !record.ok {
        print(record.url, record.outcome)
      }
    }
  }

  static func threads() throws -> FetchOptions {
    var options = FetchOptions(mode: .threads)
    options.concurrency = 16
    options.perHost = .fixed(4)
    options.rate = try Rate("100")
    return options
  }

  // MARK: Nothing is lost

  static func counted() async throws {
    let requests: [Request] = ["https://example.org/", "no URL", "ftp://example.org/"]
    let records = try await withFetcher { fetcher in
      await fetcher.fetch(requests).reduce(into: [Record]()) { $0.append($1) }
    }
    assert(records.count == requests.count)
    for record in records where !record.ok {
      print(record.seq, record.error?.kind.rawValue ?? "", record.error?.message ?? "")
    }
  }

  static func told() -> FetchOptions {
    var options = FetchOptions()
    options.retry.retries = 5
    options.onExchange = { exchange in
      print(exchange.url, exchange.attempt, exchange.status ?? 0, exchange.times.total)
    }
    return options
  }

  static func streamed(_ fetcher: Fetcher) async throws {
    let request = Request("https://example.org/archive.tar")
    let (size, record) = try await fetcher.fetch(request) { body in
      var size = 0
      for try await bytes in body { size += bytes.count }
      return size
    }
    print(size, record.times.total)
  }

  // MARK: Safe

  static func proxied(_ options: inout FetchOptions) throws {
    let file = "http://10.0.0.1:3128\nsocks5://10.0.0.2:1080 cap=8\n"
    var proxies = try Proxies(parsing: Array(file.utf8))
    proxies.rotation = .request
    options.attempt.proxies = proxies
  }

  static func publicOnly() -> FetchOptions {
    var options = FetchOptions()
    options.attempt.addresses = AddressPolicy(isPublicOnly: true)
    return options
  }

  static func authorized() throws -> FetchOptions {
    var options = FetchOptions()
    let token = try HeaderField(name: "Authorization", value: "Bearer TOKEN")
    options.defaults.hostHeaders.add(token, to: try HostName("api.example.org"))
    return options
  }

  static func identified() throws -> [Credentials] {
    let ada = try Credentials.basic(user: "ada", password: "lovelace")
    let token = try Credentials.bearer("mF_9.B5f-4.1JqM")
    return [ada, token]
  }

  static func keepingCookies() -> FetchOptions {
    var options = FetchOptions()
    options.attempt.cookies = Cookies()
    return options
  }

  static func identifiedByHost(_ file: [UInt8]) throws -> FetchOptions {
    var options = FetchOptions()
    options.attempt.cookies = Cookies()
    options.defaults.credentials.netrc = try Netrc(parsing: file)
    return options
  }

  static func bounded(_ fetcher: Fetcher) async {
    let page = await fetcher.fetch("https://example.org/", longestBody: 1 << 20)
    if page.error?.kind == .tooLarge { print("longer than 1 MiB") }
  }

  // MARK: Polite

  static func polite() throws -> FetchOptions {
    var options = FetchOptions()
    options.perHost = .fixed(4)
    options.hostRate = try Rate("10")
    options.hosts[try HostName("slow.example.org")] = HostLimits(
      cap: .fixed(1), rate: try Rate("30/m"))
    return options
  }

  static func robots() throws -> FetchOptions {
    var options = FetchOptions()
    options.robotsAgent = try RobotsAgent("examplebot")
    options.attempt.userAgent = "examplebot/1.0"
    return options
  }

  // MARK: Fast and small

  static func endless() async throws {
    var options = FetchOptions()
    options.concurrency = 1000
    options.window = 5000
    struct Pages: Sequence, IteratorProtocol, Sendable {
      var number = 0

      mutating func next() -> Request? {
        number += 1
        return Request("https://example.org/\(number)")
      }
    }
    try await withFetcher(options) { fetcher in
      for await record in fetcher.fetch(Pages()) {
        guard record.ok else { break }
      }
    }
  }

  // MARK: Symbols

  static func names() throws {
    let name = try HostName("Bücher.example")  // xn--bcher-kva.example
    let address = try HostName("::1")  // [::1]
    print(name, address)
  }

  static func requests() throws {
    let page: Request = "https://example.org/"
    let query = Request(
      "https://example.org/search", method: "QUERY",
      headers: [try HeaderField(name: "Content-Type", value: "text/plain")],
      body: Array("swift".utf8))
    print(page, query)
  }

  static func shards() throws {
    let shard = try Shard("3/16")
    let isMine = shard.contains(host: "example.org")
    print(isMine)
  }

  static func sharded() throws {
    let list = try ShardedList([.file(path: "urls.txt")], count: 16)
    let failures = try list.write(to: .standardOutput())
    print(failures.count)
  }

  static func rates() throws {
    let rate = try Rate("600/m")  // the same as Rate("10")
    print(rate)
  }

  static func scoped() async throws {
    var options = FetchOptions(mode: .threads)
    options.concurrency = 16
    let records = try await withFetcher(options) { fetcher in
      await fetcher.fetch(["https://example.org/a", "https://example.org/b"])
        .reduce(into: [Record]()) { $0.append($1) }
    }
    print(records.count)
  }

  static func large(_ fetcher: Fetcher) async throws {
    let (size, record) = try await fetcher.fetch("https://example.org/large") { body in
      var size = 0
      for try await bytes in body { size += bytes.count }
      return size
    }
    print(size, record.attempts)
  }
}
