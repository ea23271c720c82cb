/// Puts bodies back into the order of their entries, whatever order they come in. Pure.
struct OrderedBodies {
  private var next = 1
  private var early: [Int: [UInt8]] = [:]

  /// Takes the body of the entry of this place, from 1, empty where it has none.
  ///
  /// - Returns: the bodies whose turn has come.
  mutating func add(_ order: Int, _ body: [UInt8]) -> [[UInt8]] {
    early[order] = body
    var due: [[UInt8]] = []
    while let body = early.removeValue(forKey: next) {
      due.append(body)
      next += 1
    }
    return due
  }
}
