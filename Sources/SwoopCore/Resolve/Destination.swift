import Curl
import Locking

/// Where a request goes: the addresses that its host's name stands for.
struct Destination: Sendable {
  /// None where there is no name to look up, or a proxy does it.
  var addresses: [IPAddress]
  /// How long it took to find out.
  var lookup: Duration = .zero
}

extension Resolver {
  /// What is known of a job's host without asking anybody.
  func knownDestination(
    of job: Job, _ options: AttemptOptions
  ) -> Result<Destination, FetchError>? {
    known(job.request.url.host, isLeftToProxy: options.leavesLookUpToProxy(job)).map { answer in
      answer.map { Destination(addresses: $0) }
    }
  }

  /// Calls `resume` with where a job's host is: once, on any thread, within the time that connecting
  /// may take.
  func findDestination(
    of job: Job, _ options: AttemptOptions,
    _ resume: @escaping @Sendable (Result<Destination, FetchError>) -> Void
  ) {
    let start = Instant.now
    let deadline = start + min(options.connectTimeout, options.timeLeft(for: job))
    lookUp(job.request.url.host, until: deadline, job.call) { answer in
      resume(
        answer.map { Destination(addresses: $0, lookup: start.duration(to: .now)) })
    }
  }
}
