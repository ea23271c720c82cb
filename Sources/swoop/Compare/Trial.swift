#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What one run of a comparison came to, as its `--summary json` tells it.
struct Trial: Decodable, Hashable {
  struct Percentiles: Decodable, Hashable {
    var p50: Double
    var p99: Double
  }

  struct Latency: Decodable, Hashable {
    var total: Percentiles?
  }

  struct Usage: Decodable, Hashable {
    var peak_memory: Double
    var user_ms: Double
    var system_ms: Double
    var threads: Double
    var context_switches: Double
  }

  var entries: Int
  var ok: Int
  var complete: Bool
  var elapsed_ms: Double
  var rate: Double
  var latency_ms: Latency
  var process: Usage

  init(_ json: some Sequence<UInt8>) throws {
    self = try JSONDecoder().decode(Trial.self, from: Data(json))
  }
}
