import NIOCore
import NIOHTTP1

/// A whole request, as the routes see it.
struct Request: Sendable {
  let head: HTTPRequestHead
  let target: Target
  /// As much of the body as was kept.
  let body: ByteBuffer
  /// Whether the body was longer than what was kept.
  let isBodyCut: Bool
  /// Which one of its connection it is, from 1.
  let number: Int
  let local: SocketAddress?
  let remote: SocketAddress?

  /// How many arguments the path has after the route's name.
  var argumentCount: Int { max(0, target.segments.count - 1) }

  /// An argument of the path, the first being 0.
  func argument(_ index: Int) throws(Refusal) -> String {
    guard index < argumentCount else { throw .notFound }
    return target.segments[index + 1]
  }

  /// Requires an exact number of arguments.
  func expect(arguments count: Int) throws(Refusal) {
    if argumentCount != count { throw .notFound }
  }

  /// A whole number in the path.
  func number(_ index: Int, in range: ClosedRange<Int>, _ name: String) throws(Refusal) -> Int {
    try Self.number(try argument(index), in: range, name)
  }

  /// A whole number in the query, if it is there.
  func number(parameter name: String, in range: ClosedRange<Int>) throws(Refusal) -> Int? {
    guard let text = target.parameter(name) else { return nil }
    return try Self.number(text, in: range, name)
  }

  /// A count of bytes in the path: 0...2^40, also with the suffix K, M or G (of 1024).
  func byteCount(_ index: Int) throws(Refusal) -> Int { try Self.byteCount(try argument(index)) }

  static func byteCount(_ text: String) throws(Refusal) -> Int {
    let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30]
    let shift = text.last.flatMap { shifts[Character($0.uppercased())] }
    let digits = shift == nil ? text[...] : text.dropLast()
    let largest = 1 << 40
    guard let count = Int(digits), (0...(largest >> (shift ?? 0))).contains(count) else {
      throw .badRequest("N must be 0...2^40, or with K, M or G after it")
    }
    return count << (shift ?? 0)
  }

  /// A final status in the query, if it is there.
  func status(parameter name: String) throws(Refusal) -> HTTPResponseStatus? {
    try number(parameter: name, in: 200...999).map { HTTPResponseStatus(statusCode: $0) }
  }

  private static func number(
    _ text: String, in range: ClosedRange<Int>, _ name: String
  ) throws(Refusal) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw .badRequest("\(name) must be \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }
}

/// A request that its route can't make sense of.
struct Refusal: Error {
  let status: HTTPResponseStatus
  let reason: String

  static let notFound = Refusal(status: .notFound, reason: "no such route")

  static func badRequest(_ reason: String) -> Refusal {
    Refusal(status: .badRequest, reason: reason)
  }
}
