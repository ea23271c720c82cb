import ArgumentParser
import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How a single transfer is made.
struct TransferFlags: ParsableArguments {
  @Option(help: ArgumentHelp("For one attempt in all, redirects included.", valueName: "seconds"))
  var timeout = Seconds(60)

  @Option(help: ArgumentHelp("To connect, look-up and TLS included.", valueName: "seconds"))
  var connectTimeout = Seconds(10)

  @Option(help: ArgumentHelp("Without a byte in either direction.", valueName: "seconds"))
  var stallTimeout = Seconds(20)

  @Option(help: ArgumentHelp("Redirects followed; 0: none.", valueName: "n"))
  var maxRedirects = 10

  @Option(help: "The HTTP version: auto is 2 where TLS negotiates it and libcurl is 8.1 or newer.")
  var http: AttemptOptions.HTTP = .auto

  @Flag(inversion: .prefixedNo, exclusivity: .chooseLast, help: "Accept any certificate.")
  var insecure: Bool?

  @Option(
    help: ArgumentHelp(
      "Trust the PEM certificates in FILE, not the system's nor those of CURL_CA_BUNDLE, SSL_CERT_FILE and SSL_CERT_DIR.",
      valueName: "file"), completion: .file())
  var cacert: String?

  @Option(
    help: ArgumentHelp(
      "Send all requests through a proxy: http, https, socks4, socks4a, socks5 or socks5h. The "
        + "environment's proxies are not used.", valueName: "url"))
  var proxy: String?

  @Option(
    help: ArgumentHelp(
      "Send each request through one of the proxies in FILE, one a line: [scheme://][user:password@]host:port [cap=N]. "
        + "One that fails rests, and comes back.", valueName: "file"), completion: .file())
  var proxies: String?

  @Option(
    help: ArgumentHelp(
      "How requests are given to proxies: all of a host to the same one, or each to one with few in flight.",
      valueName: "by"))
  var proxyRotation = Proxies.Rotation.host

  @Option(
    help: ArgumentHelp("Transfers at once through one of the proxies (no cap).", valueName: "n"))
  var proxyCap: Int?

  @Option(
    help: ArgumentHelp(
      "Let what waits fail once every proxy has failed so often in a row; 0: never.",
      valueName: "n"))
  var proxyFailures = 10

  func validate() throws {
    guard maxRedirects >= 0 else { throw ValidationError("--max-redirects is 0 or more.") }
    if let proxy, (try? Proxy(proxy)) == nil {
      throw ValidationError("--proxy is no URL of a proxy, such as http://127.0.0.1:3128.")
    }
    guard proxy == nil || proxies == nil else {
      throw ValidationError("--proxy and --proxies exclude each other.")
    }
    guard proxyCap == nil || proxies != nil else {
      throw ValidationError("--proxy-cap is for --proxies.")
    }
    guard proxyCap ?? 1 > 0 else { throw ValidationError("--proxy-cap is 1 or more.") }
    guard proxyFailures >= 0 else { throw ValidationError("--proxy-failures is 0 or more.") }
  }

  func apply(to options: inout FetchOptions) throws {
    options.maxRedirects = maxRedirects
    options.attempt.timeout = timeout.duration
    options.attempt.connectTimeout = connectTimeout.duration
    options.attempt.stallTimeout = stallTimeout.duration
    options.attempt.http = http
    options.attempt.isInsecure = insecure == true
    options.attempt.proxy = try proxy.map { text throws(InvalidRequest) in try Proxy(text) }
    options.attempt.proxies = try proxyList()
    options.attempt.certificates = try trustedCertificates()
  }

  private func proxyList() throws -> Proxies? {
    guard let file = proxies else { return nil }
    var proxies = try OptionFile("--proxies", file).parsed(upTo: Proxies.largestFile) {
      file throws(MalformedFile) in try Proxies(parsing: file)
    }
    proxies.rotation = proxyRotation
    proxies.cap = proxyCap
    proxies.failures = proxyFailures == 0 ? nil : proxyFailures
    return proxies
  }

  private func trustedCertificates() throws -> TrustedCertificates? {
    if let cacert {
      guard let problem = Sources.problem(reading: cacert) else { return .init(bundle: cacert) }
      Terminal.complain("--cacert \(cacert): \(problem)")
      throw ExitStatus.unreadableInput
    }
    let environment = ProcessInfo.processInfo.environment
    guard var trusted = TrustedCertificates(environment: environment) else { return nil }
    if let bundle = trusted.bundle, let problem = Sources.problem(reading: bundle) {
      let name = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].first { environment[$0] == bundle }
      Terminal.complain("\(name ?? "") \(bundle): \(problem)")
      // What is left may do; and where nothing is, there may be no entry that needs it.
      if trusted.directory != nil { trusted.bundle = nil }
    }
    return trusted
  }
}

/// A length of time as flags take it: seconds, with a fraction if need be.
struct Seconds: ExpressibleByArgument {
  let duration: Duration

  /// Eleven days: beyond it, a limit is none.
  private static let range = 0.001...1_000_000

  init(_ seconds: Int) {
    duration = .seconds(seconds)
  }

  init?(argument: String) {
    guard let seconds = PlainDecimal.parse(argument), Seconds.range.contains(seconds) else {
      return nil
    }
    duration = .milliseconds(Int(seconds * 1000))
  }

  var defaultValueDescription: String { "\(duration.components.seconds)" }
}

extension AttemptOptions.HTTP: ExpressibleByArgument {}

extension Proxies.Rotation: ExpressibleByArgument {}

extension Proxies {
  /// What refused addresses mean where proxies make the connections; nil: there are none.
  static func warning(_ options: AttemptOptions) -> String? {
    let all = options.proxies?.members.map(\.proxy) ?? options.proxy.map { [$0] } ?? []
    guard let first = all.first else { return nil }
    guard all.count > 1 else {
      return first.looksUpNames
        ? "the proxy looks names up, so that only addresses in URLs are checked"
        : "the proxy makes the connections; names are looked up and checked on this side"
    }
    return all.contains(where: \.looksUpNames)
      ? "proxies look names up, so that only addresses in URLs are checked"
      : "proxies make the connections; names are looked up and checked on this side"
  }
}
