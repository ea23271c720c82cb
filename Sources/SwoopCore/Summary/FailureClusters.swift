/// Failures that are one and the same, but for the host and for numbers, counted together.
public struct FailureClusters: Sendable {
  /// Failures of the same kind, with the same to be said of them.
  public struct Cluster: Hashable, Sendable {
    /// The status, or the kind of error.
    public let outcome: String
    /// What is said of all of them, with `…` for hosts and numbers where not all say the same; nil
    /// when the status says it all.
    public fileprivate(set) var message: String?
    /// How many there are, from 1.
    public fileprivate(set) var count = 0
    /// The first of them.
    public let example: Summary.Example
  }

  private struct Key: Hashable {
    let outcome: String
    let pattern: String?
  }

  private var clusters: [Key: Cluster] = [:]

  /// Bounds the memory: messages beyond it count for their outcome alone.
  private static let capacity = 64

  /// The largest first.
  public var all: [Cluster] {
    clusters.values.sorted {
      ($1.count, $0.outcome, $0.message ?? "") < ($0.count, $1.outcome, $1.message ?? "")
    }
  }

  mutating func add(_ record: Record) {
    let outcome = record.outcome
    let message = record.remark
    let pattern = message.map { FailureClusters.pattern(of: $0, host: record.host ?? "") }
    var key = Key(outcome: outcome, pattern: pattern)
    if clusters.count >= FailureClusters.capacity, clusters[key] == nil {
      key = Key(outcome: outcome, pattern: nil)
    }
    var cluster =
      clusters[key]
      ?? Cluster(
        outcome: outcome, message: key.pattern == nil ? nil : message,
        example: Summary.Example(record))
    if cluster.message != message { cluster.message = key.pattern }
    cluster.count += 1
    clusters[key] = cluster
  }

  /// The message with `…` in place of each number, and of the host where it stands by itself.
  static func pattern(of message: String, host: String) -> String {
    let (bytes, name) = (Array(message.utf8), Array(host.utf8))
    var pattern: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let rest = bytes[place...]
      let digits = rest.prefix { (0x30...0x39).contains($0) }.count
      if !name.isEmpty, rest.starts(with: name), isWord(place..<place + name.count, in: bytes) {
        place += name.count
      } else if digits > 0 {
        place += digits
      } else {
        pattern.append(bytes[place])
        place += 1
        continue
      }
      pattern += Array("…".utf8)
    }
    return String(decoding: pattern, as: UTF8.self)
  }

  /// Whether no letter or digit stands next to it, in which it could be a part of a word.
  private static func isWord(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
    func isAlphanumeric(_ index: Int) -> Bool {
      bytes.indices.contains(index) && PathWord.isAlphanumeric(bytes[index])
    }
    return !isAlphanumeric(range.lowerBound - 1) && !isAlphanumeric(range.upperBound)
  }
}
