/// Which of several names a key belongs to: the one of the highest random weight (Thaler, Ravishankar 1998), the same
/// in each run. Where one is left out, its keys alone go elsewhere, and to all others.
struct Rendezvous: Sendable {
  private let salts: [UInt64]

  init(_ names: [String]) {
    salts = names.map(Rendezvous.hash)
  }

  /// The index of the name that a key belongs to, among those that are meant; nil: none is. It costs O(names).
  func best(of key: String, where isMeant: (Int) -> Bool) -> Int? {
    let hash = Rendezvous.hash(key)
    var best: (index: Int, weight: UInt64)?
    for index in salts.indices where isMeant(index) {
      var generator = SplitMix64(seed: hash ^ salts[index])
      let weight = generator.next()
      if best.map({ weight > $0.weight }) ?? true { best = (index, weight) }
    }
    return best?.index
  }

  /// FNV-1a, 64 bits.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
