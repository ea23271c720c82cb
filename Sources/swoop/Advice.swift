import SwoopCore

/// What may help against a failure.
enum Advice {
  static func on(_ cluster: FailureClusters.Cluster) -> String? {
    if let kind = FetchError.Kind(rawValue: cluster.outcome) { return on(kind) }
    if cluster.message?.contains("asks to wait") == true { return "--retry-max-wait for more time" }
    return Int(cluster.outcome).flatMap(on(status:))
  }

  private static func on(status: Int) -> String? {
    switch status {
    case 401: "-H 'Authorization: ...', or credentials in the URL"
    case 403: "another name with -A, if the server minds swoop's"
    case 429, 503: "--host-rate or a smaller --per-host, to ask for less at a time"
    default: nil
    }
  }

  private static func on(_ kind: FetchError.Kind) -> String? {
    switch kind {
    case .tls: "--cacert FILE, if you know who signs these certificates"
    case .dns: "to look the name up by other means: is it spelt right, does the resolver answer?"
    case .connect: "to find out whether the server listens there; --proxy, if that is the way to it"
    case .proxy:
      "to find out whether the proxies of --proxies are there; --proxy-failures, to wait longer for them"
    case .timeout: "--timeout and --connect-timeout for more time, or a smaller --per-host"
    case .stalled: "--stall-timeout for more time, or a smaller --per-host"
    case .reset: "a smaller --per-host, or more --retries"
    case .blockedAddress: "--allow, if the address is meant to be asked"
    case .tooManyRedirects: "--max-redirects for more of them"
    case .tooLarge: "--max-size and --max-ratio, if such bodies are wanted"
    case .robots: "to ask whoever runs the site, if what it says in robots.txt is too much"
    case .hostFailed: "--host-failures 0, to go on nevertheless"
    case .interrupted: "the same command with --resume, to go on where this run ended"
    case .disk: "the same command with --resume, once there is room"
    case .invalidURL, .unsupportedScheme: "one URL a line, http or https, or a JSON object"
    case .protocol, .httpStatus, .checksumMismatch, .pathTaken, .internal, .duplicate: nil
    }
  }
}
