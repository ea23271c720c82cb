/// Puts what comes of entries back into their order, whatever order it comes in. Pure.
struct InListOrder<Element> {
  private var next = 1
  private var early: [Int: Element] = [:]

  /// Takes what came of the entry of this place, from 1.
  ///
  /// - Returns: what has its turn now.
  mutating func add(_ order: Int, _ element: Element) -> [Element] {
    early[order] = element
    var due: [Element] = []
    while let element = early.removeValue(forKey: next) {
      due.append(element)
      next += 1
    }
    return due
  }
}
