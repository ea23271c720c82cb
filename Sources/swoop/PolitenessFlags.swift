import ArgumentParser
import SwoopCore

/// What hosts are spared, and what they are given time for.
struct PolitenessFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Transfers at once to one host; 0: no cap; auto: found out for each host, from 2 on.",
      valueName: "n"))
  var perHost = HostCap.fixed(8)

  @Option(
    help: ArgumentHelp(
      "Requests begun a second, in all: 10, 0.5, 600/m, 3600/h. Redirects and retries count.",
      valueName: "rate"))
  var rate: Rate?

  @Option(help: ArgumentHelp("Requests begun a second, to one host.", valueName: "rate"))
  var hostRate: Rate?

  @Option(help: ArgumentHelp("Further attempts after a failure that may pass.", valueName: "n"))
  var retries = 2

  @Option(
    help: ArgumentHelp("The longest wait for a host that says later.", valueName: "seconds"))
  var retryMaxWait = Seconds(60)

  @Option(help: ArgumentHelp("The statuses that may pass.", valueName: "status,..."))
  var retryStatus = Statuses(values: RetryPolicy().statuses)

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Retry POST, PATCH and other methods that may not be repeated, too.")
  var retryAllMethods: Bool?

  @Option(
    help: ArgumentHelp(
      "Give a host's port up after so many refusals in a row; 0: never.", valueName: "n"))
  var hostFailures = 20

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Keep to the rules of robots.txt (RFC 9309), asked for once for each origin.")
  var robots: Bool?

  @Option(
    help: ArgumentHelp(
      "With --robots: whom the rules are for (swoop). The User-Agent begins with it, unless -A says more.",
      valueName: "name"))
  var robotsAgent: RobotsAgent?

  func validate() throws {
    guard robotsAgent == nil || robots != nil else {
      throw ValidationError("--robots-agent needs --robots.")
    }
    guard retries >= 0 else { throw ValidationError("--retries is 0 or more.") }
    guard hostFailures >= 0 else { throw ValidationError("--host-failures is 0 or more.") }
  }

  func apply(to options: inout FetchOptions) {
    options.perHost = perHost
    options.rate = rate
    options.hostRate = hostRate
    options.retry.retries = retries
    options.retry.longestWait = retryMaxWait.duration
    options.retry.statuses = retryStatus.values
    options.retry.repeatsAllMethods = retryAllMethods == true
    options.robotsAgent = robots == true ? robotsAgent ?? .swoop : nil
    options.hostFailures = hostFailures == 0 ? nil : hostFailures
  }
}

/// A list of statuses, such as `429,503`; empty: none.
struct Statuses: ExpressibleByArgument {
  let values: Set<Int>

  init(values: Set<Int>) {
    self.values = values
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = argument.isEmpty ? [] : parts.compactMap { Int($0) }
    guard argument.isEmpty || values.count == parts.count,
      values.allSatisfy({ (400...599).contains($0) })
    else { return nil }
    self.values = Set(values)
  }

  var defaultValueDescription: String {
    values.sorted().map(String.init).joined(separator: ",")
  }
}

extension HostCap: ExpressibleByArgument {
  public init?(argument: String) {
    switch (argument, Int(argument)) {
    case ("auto", _): self = .adaptive
    case (_, 0?): self = .unlimited
    case (_, let cap?) where cap > 0: self = .fixed(cap)
    default: return nil
    }
  }

  public var defaultValueDescription: String {
    switch self {
    case .unlimited: "0"
    case .fixed(let cap): "\(cap)"
    case .adaptive: "auto"
    }
  }
}

extension RobotsAgent: ExpressibleByArgument {
  public init?(argument: String) {
    guard let agent = try? RobotsAgent(argument) else { return nil }
    self = agent
  }
}

extension Rate: ExpressibleByArgument {
  public init?(argument: String) {
    guard let rate = try? Rate(argument) else { return nil }
    self = rate
  }
}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) {
    guard let shard = try? Shard(argument) else { return nil }
    self = shard
  }
}
