import ArgumentParser
import SwoopCore

/// A number of bytes as flags take it: `500`, `64K`, `10M`, `1.5G`, in powers of 1024.
struct Size: ExpressibleByArgument {
  let bytes: Int

  private static let units: [String: Double] = [
    "K": 1024, "M": 1_048_576, "G": 1_073_741_824, "T": 1_099_511_627_776,
  ]

  init?(argument: String) {
    let unit = argument.last.flatMap { Size.units[$0.uppercased()] }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard let number = PlainDecimal.parse(digits) else { return nil }
    let bytes = number * (unit ?? 1)
    guard bytes == bytes.rounded(), bytes < 0x1p62 else { return nil }
    self.bytes = Int(bytes)
  }
}
