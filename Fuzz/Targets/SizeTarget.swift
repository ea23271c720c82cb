@testable import SwoopCore

/// The input is a flag's value: a size, a rate or a shard.
enum SizeTarget {
  @Sendable static func check(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let number = PlainDecimal.parse(text)
    require(number.map { $0 >= 0 } ?? true, "a number below 0")
    let size = ByteSize(text)
    if let size { require((0..<1 << 62).contains(size.bytes), "a size of \(size.bytes)") }
    if let bytes = Int(text), bytes >= 0, text.utf8.first != UInt8(ascii: "+"),
      text.utf8.first != UInt8(ascii: "-")
    {
      // Beyond 2^53, not each whole number is a Double.
      require(bytes >= 1 << 53 || size?.bytes == bytes, "\(bytes) is read as another number")
    }
    if let rate = try? Rate(text) {
      require(rate.interval > .zero && rate.interval <= .seconds(86_400), "a rate's interval")
    }
    if let shard = try? Shard(text) {
      require((1...shard.count).contains(shard.index), "a shard out of range")
      require((1...1_000_000).contains(shard.count), "a number of shards")
    }
  }
}
