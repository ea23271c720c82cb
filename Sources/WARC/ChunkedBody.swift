/// Follows a body in chunks (RFC 9112 section 7.1): what of it is content, and where it ends.
struct ChunkedBody {
  private enum State {
    case size, sizeLine, content(left: Int), contentEnd, trailer(isEmpty: Bool), ended, broken
  }

  private var state = State.size
  private var size = 0
  private var hasDigits = false
  /// Bytes up to the end that it has come to, or of all that came.
  private(set) var count = 0

  /// Whether its end has come.
  var isWhole: Bool { if case .ended = state { true } else { false } }

  /// - Parameter take: gets the content in it.
  mutating func read(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void) {
    var index = 0
    while index < bytes.count {
      switch state {
      case .ended: return
      case .broken:
        count += bytes.count - index
        return
      case .content(let left):
        let piece = UnsafeRawBufferPointer(rebasing: bytes[index...].prefix(left))
        take(piece)
        index += piece.count
        count += piece.count
        state = piece.count == left ? .contentEnd : .content(left: left - piece.count)
      default:
        step(bytes[index])
        index += 1
        count += 1
      }
    }
  }

  private mutating func step(_ byte: UInt8) {
    let isLineEnd = byte == 0x0A
    switch state {
    case .size:
      if let digit = ChunkedBody.value(of: byte) {
        let (sixteenfold, overflows) = size.multipliedReportingOverflow(by: 16)
        guard !overflows else { return state = .broken }
        size = sixteenfold + digit
        hasDigits = true
      } else if isLineEnd {
        endSizeLine()
      } else {
        state = .sizeLine
      }
    case .sizeLine: if isLineEnd { endSizeLine() }
    case .contentEnd:
      if isLineEnd {
        state = .size
      } else if byte != 0x0D {
        state = .broken
      }
    case .trailer(let isEmpty):
      if isLineEnd {
        state = isEmpty ? .ended : .trailer(isEmpty: true)
      } else if byte != 0x0D {
        state = .trailer(isEmpty: false)
      }
    case .content, .ended, .broken: break
    }
  }

  private mutating func endSizeLine() {
    guard hasDigits else { return state = .broken }
    state = size > 0 ? .content(left: size) : .trailer(isEmpty: true)
    size = 0
    hasDigits = false
  }

  private static func value(of digit: UInt8) -> Int? {
    switch digit {
    case 0x30...0x39: Int(digit) - 0x30
    case 0x41...0x46: Int(digit) - 0x41 + 10
    case 0x61...0x66: Int(digit) - 0x61 + 10
    default: nil
    }
  }
}
