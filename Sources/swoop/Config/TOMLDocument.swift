import CTOML

/// A TOML 1.0 document as a list of its values, each with its path and its line.
struct TOMLDocument {
  enum Scalar: Equatable {
    case string(String)
    case integer(Int64)
    case float(Double)
    case boolean(Bool)
    /// Dates, times, and arrays and tables in arrays.
    case other
  }

  struct Element: Equatable {
    let scalar: Scalar
    /// From 1.
    let line: Int
  }

  enum Content: Equatable {
    case scalar(Scalar)
    case array([Element])
    /// A table, whose members have values of their own.
    case table
  }

  struct Value: Equatable {
    let path: [String]
    /// From 1.
    let line: Int
    fileprivate(set) var content: Content
  }

  /// Why a text is no document.
  struct Malformed: Error {
    let reason: String
    /// From 1.
    let line: Int
  }

  /// The parser takes stack for each level of nesting, and limits only that of brackets.
  private static let deepest = 100

  /// The first line with too many dots outside of quotes.
  private static func lineOfDeepName(_ bytes: [UInt8]) -> Int? {
    for (index, line) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    )
    .enumerated() {
      var dots = 0
      var quote: UInt8?
      for byte in line where quote == nil || byte == quote {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = quote == nil ? byte : nil
        case UInt8(ascii: "."): dots += 1
        default: break
        }
        guard byte != UInt8(ascii: "#") else { break }
      }
      if dots >= deepest { return index + 1 }
    }
    return nil
  }

  /// In the order of the document.
  private(set) var values: [Value] = []

  init(_ bytes: [UInt8]) throws(Malformed) {
    if let line = TOMLDocument.lineOfDeepName(bytes) {
      throw Malformed(reason: "a name has more than \(TOMLDocument.deepest) parts", line: line)
    }
    var visited: [Value] = []
    let fault = withUnsafeMutablePointer(to: &visited) { visited in
      bytes.withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          ctoml_visit(characters.baseAddress, characters.count, visited) { context, value in
            context.assumingMemoryBound(to: [Value].self).pointee.add(value.pointee)
          }
        }
      }
    }
    let reason = withUnsafeBytes(of: fault.message) { message in
      String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard reason.isEmpty else { throw Malformed(reason: reason, line: Int(fault.line)) }
    values = visited.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element)
  }
}

extension [TOMLDocument.Value] {
  fileprivate mutating func add(_ value: CTOMLValue) {
    let path = UnsafeBufferPointer(start: value.path, count: value.depth).map(String.init)
    switch value.kind {
    case CTOMLArray: append(.init(path: path, line: Int(value.line), content: .array([])))
    case CTOMLTable: append(.init(path: path, line: Int(value.line), content: .table))
    case _ where value.isElement: appendElement(.init(scalar: .init(value), line: Int(value.line)))
    default: append(.init(path: path, line: Int(value.line), content: .scalar(.init(value))))
    }
  }

  /// Adds an element to the array that was visited last.
  private mutating func appendElement(_ element: TOMLDocument.Element) {
    guard let last = indices.last, case .array(var elements) = self[last].content else { return }
    // Nothing else may hold the elements, or they are copied.
    self[last].content = .table
    elements.append(element)
    self[last].content = .array(elements)
  }
}

extension TOMLDocument.Scalar {
  fileprivate init(_ value: CTOMLValue) {
    switch value.kind {
    case CTOMLString: self = .string(String(value.text))
    case CTOMLInteger: self = .integer(value.integer)
    case CTOMLFloat: self = .float(value.number)
    case CTOMLBoolean: self = .boolean(value.boolean)
    default: self = .other
    }
  }
}

extension String {
  fileprivate init(_ text: CTOMLText) {
    let bytes = UnsafeRawBufferPointer(start: text.bytes, count: text.count)
    self.init(decoding: bytes, as: UTF8.self)
  }
}
