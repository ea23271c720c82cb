/// Writes one JSON object (RFC 8259) as bytes, members in the order they are given.
///
/// Foundation's encoder can keep either the order of declaration or valid text for any bytes, not
/// both; a record is for people too, and begins with `seq`.
struct JSONObjectWriter {
  private var bytes: [UInt8] = []
  private var isFirst = true

  /// Appends the object whose members `body` writes.
  static func append(to bytes: inout [UInt8], _ body: (inout JSONObjectWriter) -> Void) {
    var writer = JSONObjectWriter()
    // Swapped rather than copied: the lines of a batch all go into one buffer.
    swap(&writer.bytes, &bytes)
    writer.object(body)
    swap(&writer.bytes, &bytes)
  }

  /// The object's text whose members `body` writes.
  static func text(_ body: (inout JSONObjectWriter) -> Void) -> String {
    var bytes: [UInt8] = []
    append(to: &bytes, body)
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func member(_ name: StaticString, _ value: String?) {
    begin(name)
    guard let value else { return appendNull() }
    append(string: value)
  }

  mutating func member(_ name: StaticString, _ value: Int?) {
    begin(name)
    guard let value else { return appendNull() }
    append(integer: value)
  }

  /// Bytes as base64.
  mutating func member(_ name: StaticString, base64 value: [UInt8]?) {
    begin(name)
    guard let value else { return appendNull() }
    bytes.append(UInt8(ascii: "\""))
    Base64.append(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func member(_ name: StaticString, _ value: Bool) {
    begin(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// A duration in milliseconds with one decimal.
  mutating func member(_ name: StaticString, milliseconds value: Duration) {
    member(name, tenths: value.tenthsOfMilliseconds)
  }

  /// A number with one decimal, which is none or more.
  mutating func member(_ name: StaticString, tenths: Int) {
    begin(name)
    append(integer: tenths / 10)
    guard tenths % 10 != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    append(integer: tenths % 10)
  }

  /// An object as a member; nil is written as null.
  mutating func member<Value>(
    _ name: StaticString, _ value: Value?, _ body: (inout JSONObjectWriter, Value) -> Void
  ) {
    begin(name)
    guard let value else { return appendNull() }
    object { body(&$0, value) }
    isFirst = false
  }

  /// An array of objects as a member.
  mutating func member<Value>(
    _ name: StaticString, each values: some Sequence<Value>,
    _ body: (inout JSONObjectWriter, Value) -> Void
  ) {
    array(name, values) { writer, value in writer.object { body(&$0, value) } }
  }

  /// An array of strings as a member.
  mutating func member(_ name: StaticString, _ values: [String]) {
    array(name, values) { writer, value in writer.append(string: value) }
  }

  private mutating func array<Value>(
    _ name: StaticString, _ values: some Sequence<Value>,
    _ append: (inout JSONObjectWriter, Value) -> Void
  ) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(&self, value)
    }
    bytes.append(UInt8(ascii: "]"))
    isFirst = false
  }

  private mutating func object(_ body: (inout JSONObjectWriter) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    isFirst = true
    body(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func begin(_ name: StaticString) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func appendNull() {
    bytes.append(contentsOf: "null".utf8)
  }

  private mutating func append(integer: Int) {
    var rest = integer.magnitude
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = digits.endIndex
      repeat {
        start -= 1
        digits.initializeElement(at: start, to: UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      } while rest > 0
      if integer < 0 { bytes.append(UInt8(ascii: "-")) }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }

  private mutating func append(string: String) {
    bytes.append(UInt8(ascii: "\""))
    defer { bytes.append(UInt8(ascii: "\"")) }
    guard !string.hasOnly(JSONObjectWriter.isPlain) else {
      bytes.append(contentsOf: string.utf8)
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(contentsOf: scalar.utf8)
      case _ where PrintableText.isUnsafe(scalar):
        append(escaped: scalar)
      default:
        bytes.append(contentsOf: scalar.utf8)
      }
    }
  }

  /// Whether a byte stands for itself, whatever stands around it.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Records are read on terminals, too, which must not obey them. All of these are in plane 0.
  private mutating func append(escaped scalar: Unicode.Scalar) {
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] {
      bytes.append(Hexadecimal.digits[Int(scalar.value >> UInt32(shift)) & 0xF])
    }
  }
}
