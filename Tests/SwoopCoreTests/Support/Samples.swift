import Curl

@testable import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

func request(_ url: String, _ defaults: RequestDefaults? = nil) throws -> Request {
  try (defaults ?? RequestDefaults()).request(WebURL(url))
}

func job(_ seq: Int, _ url: String, now: ContinuousClock.Instant = .now) throws -> Job {
  let request = try request(url)
  let entry = Entry(
    seq: seq, place: Place(source: "list", line: seq), name: url, content: .success(request))
  return Job(entry: entry, request: request, now: now)
}

func exchange(_ verdict: Exchange.Verdict, status: Int = 200) -> Exchange {
  var exchange = Exchange(verdict: verdict, startedAt: Date(timeIntervalSince1970: 0))
  exchange.status = status
  return exchange
}

/// A small generator with a seed, so that a failing case can be run again.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
