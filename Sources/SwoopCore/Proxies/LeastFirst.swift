/// Numbers by index, of which the least is at hand: a tournament of `count` players. A change costs O(log count).
struct LeastFirst {
  /// Whoever has it is out.
  static let out = Int.max

  private let leaves: Int
  /// The winner of each match, the root at 1; a leaf is its own winner.
  private var winners: [Int]
  private var keys: [Int]

  /// - Parameter count: from 1; all are out.
  init(count: Int) {
    var leaves = 1
    while leaves < count { leaves *= 2 }
    self.leaves = leaves
    keys = Array(repeating: LeastFirst.out, count: leaves)
    winners = Array(repeating: 0, count: 2 * leaves)
    for index in 0..<leaves { winners[leaves + index] = index }
    for match in stride(from: leaves - 1, to: 0, by: -1) { winners[match] = winners[2 * match] }
  }

  /// The index of the least; nil: all are out.
  var least: Int? { keys[winners[1]] == LeastFirst.out ? nil : winners[1] }

  subscript(index: Int) -> Int {
    get { keys[index] }
    set {
      keys[index] = newValue
      var match = (leaves + index) / 2
      while match > 0 {
        let (one, other) = (winners[2 * match], winners[2 * match + 1])
        winners[match] = keys[one] <= keys[other] ? one : other
        match /= 2
      }
    }
  }
}
