/// What becomes of the body of one job.
struct BodyPlan: Sendable {
  /// Whether it is kept until its entry is settled.
  let isKept: Bool
  /// Bytes beyond which it is of no use but for its hash; nil: all of it is.
  let keptUpTo: Int?
  /// Bytes of the longest one that stands in its record; nil: none does.
  let recordedUpTo: Int?
  /// Bytes of the longest one that is allowed, decoded; nil: any number.
  let longest: Int?
  /// Who takes it as it comes.
  let channel: BodyChannel?
}

extension BodyStore {
  func plan(for job: Job) -> BodyPlan {
    switch job.call?.wish {
    case nil, .asInOptions:
      BodyPlan(
        isKept: keeps, keptUpTo: keptUpTo, recordedUpTo: bodyInRecord, longest: maxSize,
        channel: nil)
    case .whole(let longest):
      BodyPlan(
        isKept: true, keptUpTo: nil, recordedUpTo: .max, longest: min(longest, maxSize ?? .max),
        channel: nil)
    case .stream(let channel):
      BodyPlan(isKept: false, keptUpTo: nil, recordedUpTo: nil, longest: maxSize, channel: channel)
    }
  }
}
