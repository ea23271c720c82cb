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

  func validate() throws {
    guard maxRedirects >= 0 else { throw ValidationError("--max-redirects is 0 or more.") }
    if let proxy, (try? Proxy(proxy)) == nil {
      throw ValidationError("--proxy is no URL of a proxy, such as http://127.0.0.1:3128.")
    }
  }

  func apply(to options: inout FetchOptions) throws {
    options.maxRedirects = maxRedirects
    options.attempt.timeout = timeout.duration
    options.attempt.connectTimeout = connectTimeout.duration
    options.attempt.stallTimeout = stallTimeout.duration
    options.attempt.http = http
    options.attempt.isInsecure = insecure == true
    options.attempt.proxy = try proxy.map { text throws(InvalidRequest) in try Proxy(text) }
    options.attempt.certificates = try trustedCertificates()
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
