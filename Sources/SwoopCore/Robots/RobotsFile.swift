import Curl

/// Takes in a `robots.txt`, as much of it as counts: no limit that bodies have holds for it, and it is saved
/// nowhere.
///
/// Belongs to the task or thread of its exchange.
final class RobotsFile {
  private var bytes: [UInt8] = []

  /// Whether what comes after is of no more use.
  var isFull: Bool { bytes.count > RobotsRules.longest }

  func receive(_ piece: UnsafeRawBufferPointer) -> Transfer.BodyAnswer {
    // One more, which tells whether the last line is whole.
    bytes.append(contentsOf: piece.prefix(RobotsRules.longest + 1 - bytes.count))
    return isFull ? .refuse : .goOn
  }

  func rules(for agent: RobotsAgent) -> RobotsRules {
    RobotsRules(parsing: bytes, for: agent)
  }
}
