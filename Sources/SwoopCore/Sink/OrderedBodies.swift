/// Puts bodies back into the order of their entries, whatever order they come in. Pure.
struct OrderedBodies {
  private var next = 1
  private var early: [Int: [UInt8]] = [:]

  /// Takes the body of entry `seq`, empty where it has none.
  ///
  /// - Returns: the bodies whose turn has come.
  mutating func add(_ seq: Int, _ body: [UInt8]) -> [[UInt8]] {
    early[seq] = body
    var due: [[UInt8]] = []
    while let body = early.removeValue(forKey: next) {
      due.append(body)
      next += 1
    }
    return due
  }
}
