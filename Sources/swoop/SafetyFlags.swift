import ArgumentParser
import SwoopCore

/// What hostile lists and servers are kept from.
struct SafetyFlags: ParsableArguments {
  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help:
      "Make no connections to loopback, private, link-local, cloud metadata and other addresses that no public server has."
  )
  var publicOnly: Bool?

  @Option(
    help: ArgumentHelp(
      "Make no connections to these addresses: 10.0.0.0/8, fc00::/7. May be repeated.",
      valueName: "cidr"),
    transform: block)
  var deny: [AddressBlock] = []

  @Option(
    help: ArgumentHelp(
      "An exception to --public-only and --deny. The smallest block decides. May be repeated.",
      valueName: "cidr"),
    transform: block)
  var allow: [AddressBlock] = []

  @Option(
    help: ArgumentHelp(
      "The largest body, decoded: 500, 64K, 10M, 1G, in powers of 1024 (no limit).",
      valueName: "size"))
  var maxSize: ByteSize?

  @Option(
    help: ArgumentHelp(
      "How many times larger decoding may make a body beyond its first 10M; 0: any number.",
      valueName: "n"))
  var maxRatio = 200

  func validate() throws {
    guard allow.isEmpty || publicOnly == true || !deny.isEmpty else {
      throw ValidationError(
        "--allow makes exceptions to --public-only or --deny; --deny 0.0.0.0/0 --deny ::/0 refuses all else."
      )
    }
    guard maxRatio >= 0 else { throw ValidationError("--max-ratio is 0 or more.") }
  }

  func apply(to options: inout FetchOptions) {
    options.attempt.addresses = AddressPolicy(
      isPublicOnly: publicOnly == true, denied: deny, allowed: allow)
    options.attempt.maxSize = maxSize?.bytes
    options.attempt.maxRatio = maxRatio == 0 ? nil : maxRatio
    guard publicOnly == true || !deny.isEmpty, let warning = Proxies.warning(options.attempt) else {
      return
    }
    Terminal.complain("warning: " + warning)
  }

  private static func block(_ text: String) throws -> AddressBlock {
    do {
      return try AddressBlock(text)
    } catch {
      throw ValidationError(error.reason)
    }
  }
}

extension ByteSize: ExpressibleByArgument {
  package init?(argument: String) {
    self.init(argument)
  }
}
