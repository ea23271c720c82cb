import Curl
import Locking

@testable import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

func request(_ url: String, _ defaults: RequestDefaults? = nil) throws -> Request {
  try (defaults ?? RequestDefaults()).request(WebURL(url))
}

func job(_ seq: Int, _ url: String, now: Instant = .now) throws -> Job {
  let request = try request(url)
  let entry = Entry(
    seq: seq, order: seq, place: Place(source: "list", line: seq), name: url,
    content: .success(request))
  return Job(entry: entry, request: request, now: now)
}

func exchange(_ verdict: Exchange.Verdict, status: Int = 200) -> Exchange {
  var exchange = Exchange(verdict: verdict, startedAt: Date(timeIntervalSince1970: 0))
  exchange.status = status
  return exchange
}
