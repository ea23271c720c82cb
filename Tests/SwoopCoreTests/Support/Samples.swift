import Curl
import Locking

@testable import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

func request(_ url: String, _ defaults: RequestDefaults? = nil) throws -> PreparedRequest {
  try (defaults ?? RequestDefaults()).request(WebURL(url))
}

func entry(_ seq: Int, _ request: PreparedRequest) -> Entry {
  Entry(
    seq: seq, order: seq, place: Place(source: "list", line: seq), name: request.url.text,
    content: .success(request))
}

func job(_ seq: Int, _ request: PreparedRequest, now: Instant = .now) -> Job {
  Job(entry: entry(seq, request), request: request, now: now)
}

func job(_ seq: Int, _ url: String, now: Instant = .now) throws -> Job {
  job(seq, try request(url), now: now)
}

func exchange(_ verdict: Exchange.Verdict, status: Int = 200) -> Exchange {
  var exchange = Exchange(verdict: verdict, startedAt: Date(timeIntervalSince1970: 0))
  exchange.status = status
  return exchange
}

/// The job that a frontier starts now; a function because expectations can't change what they look at.
func started(_ frontier: inout Frontier, _ now: Instant) -> Job? {
  frontier.next(now: now)
}

func startAll(_ frontier: inout Frontier, _ now: Instant) -> [Job] {
  var jobs: [Job] = []
  while let job = frontier.next(now: now) { jobs.append(job) }
  return jobs
}
