/// Something that is not as it was in an earlier run.
package struct Difference: Sendable {
  /// What has changed. An entry whose status has changed may have changed in content, too.
  package enum Kind: String, CaseIterable, Sendable {
    /// The entry is new.
    case added
    /// The entry is no longer there.
    case gone
    /// It was ok, and failed.
    case broken
    /// It failed, and is ok.
    case fixed
    /// It ended otherwise: with another status, or for another reason.
    case status
    /// It is ok as before, with another body.
    case content
    /// It is ok as before, and took longer.
    case slower
  }

  let kind: Kind
  /// What the earlier run has on the entry; nil of one that was added.
  let old: ComparedRecord?
  /// What the later run has on it; nil of one that is gone.
  let new: ComparedRecord?

  /// All differences between an entry's records.
  ///
  /// - Parameter slowdown: what counts as slower.
  static func between(
    _ old: ComparedRecord, _ new: ComparedRecord, _ slowdown: Slowdown
  ) -> [Difference] {
    var kinds: [Kind] = []
    if old.ok != new.ok {
      kinds.append(new.ok ? .fixed : .broken)
    } else if old.outcome != new.outcome {
      kinds.append(.status)
    }
    if ContentMark.differing(old, new) != nil { kinds.append(.content) }
    if old.ok && new.ok && slowdown.isReached(from: old.tenths, to: new.tenths) {
      kinds.append(.slower)
    }
    return kinds.map { Difference(kind: $0, old: old, new: new) }
  }
}

/// What tells bodies apart.
enum ContentMark {
  case digest, size, tag

  /// By which mark the bodies of an entry differ; nil when none says so.
  ///
  /// Digests say it alone, where both records have one.
  static func differing(_ old: ComparedRecord, _ new: ComparedRecord) -> ContentMark? {
    guard old.hasContent, new.hasContent else { return nil }
    if let before = old.sha256, let after = new.sha256 { return before == after ? nil : .digest }
    if !old.isNotModified, !new.isNotModified, old.bytes != new.bytes { return .size }
    guard let before = old.etag, let after = new.etag else { return nil }
    return before.opaqueTag == after.opaqueTag ? nil : .tag
  }
}

/// How much longer an entry takes that counts as slower: so many times as long, and so much more, as
/// small times vary by themselves.
package struct Slowdown: Sendable {
  private let factor: Double
  private let floor: Int

  /// - Parameters:
  ///   - factor: 1 or more.
  ///   - floor: what it takes longer, at least.
  package init(factor: Double, floor: Duration) {
    self.factor = factor
    self.floor = floor.tenthsOfMilliseconds
  }

  /// - Parameters: tenths of a millisecond.
  func isReached(from old: Int, to new: Int) -> Bool {
    new > old && new - old >= floor && Double(new) >= Double(old) * factor
  }
}
