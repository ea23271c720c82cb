import Testing

@testable import SwoopCore

@Suite struct ShardTests {
  @Test(arguments: ["1/1", "3/16", "1000000/1000000"])
  func `shards are read`(text: String) throws {
    let shard = try Shard(text)
    #expect("\(shard.index)/\(shard.count)" == text)
  }

  @Test(arguments: ["", "1", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1/1000001", "1 / 4"])
  func `what is no shard is refused`(text: String) {
    #expect(throws: Shard.Malformed.self) { try Shard(text) }
  }

  // From: python3 -c 'import hashlib; h = hashlib.sha256(b"example.org").digest()
  //                   print(int.from_bytes(h[:4], "big") % 16 + 1)'
  @Test(arguments: [
    ("", [1, 3, 611]), ("example.org", [1, 5, 949]), ("127.0.0.1", [1, 5, 229]),
    ("[::1]", [2, 10, 218]), ("xn--bcher-kva.example", [2, 8, 728]),
  ])
  func `a host's shard is the same everywhere and for ever`(host: String, of: [Int]) throws {
    for (count, index) in zip([2, 16, 1000], of) {
      #expect(try Shard("\(index)/\(count)").contains(host: host))
    }
  }

  @Test func `each host has one shard, and shards are about as large`() throws {
    let shards = try (1...5).map { try Shard("\($0)/5") }
    var sizes = Array(repeating: 0, count: 5)
    for number in 1...10_000 {
      let owners = shards.indices.filter { shards[$0].contains(host: "host\(number).example") }
      try #require(owners.count == 1)
      sizes[owners[0]] += 1
    }
    #expect(sizes.allSatisfy { (1850...2150).contains($0) })
  }
}
