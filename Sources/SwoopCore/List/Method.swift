/// Request methods (RFC 9110 section 9).
enum Method {
  static func validated(_ method: String) throws(InvalidRequest) -> String {
    guard Token.isValid(method) else {
      throw InvalidRequest(reason: "a method is a word such as GET")
    }
    // A tunnel has no response body to fetch (RFC 9110 section 9.3.6).
    guard method != "CONNECT" else {
      throw InvalidRequest(reason: "CONNECT opens a tunnel and fetches nothing")
    }
    return method
  }
}

/// The `token` of RFC 9110 section 5.6.2.
enum Token {
  private static let symbols = Set("!#$%&'*+-.^_`|~".utf8)

  static func isValid(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"):
          true
        default: symbols.contains(byte)
        }
      }
  }
}
