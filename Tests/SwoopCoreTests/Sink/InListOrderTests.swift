import Testing

@testable import SwoopCore

@Suite struct InListOrderTests {
  @Test(arguments: 0..<20)
  func `bodies come out in order, as early as they can`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var bodies = InListOrder<UInt8>()
    var out: [UInt8] = []
    var seen: Set<Int> = []
    for seq in (1...50).shuffled(using: &random) {
      seen.insert(seq)
      out += bodies.add(seq, UInt8(seq))
      let due = (1...).prefix { seen.contains($0) }.count
      #expect(out == (0..<due).map { UInt8($0 + 1) })
    }
    #expect(out.count == 50)
  }
}
