import Testing

@testable import SwoopCore

@Suite struct CredentialsTests {
  /// RFC 7617 section 2 and section 2.1, RFC 6750 section 2.1.
  @Test func `fields are those of the RFCs`() throws {
    let aladdin = try Credentials.basic(user: "Aladdin", password: "open sesame")
    #expect(aladdin.field.name == "Authorization")
    #expect(aladdin.field.value == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    #expect(
      try Credentials.basic(user: "test", password: "123£").field.value == "Basic dGVzdDoxMjPCow==")
    #expect(try Credentials.basic(user: "", password: "a:b").field.value == "Basic OmE6Yg==")
    #expect(try Credentials.bearer("mF_9.B5f-4.1JqM").field.value == "Bearer mF_9.B5f-4.1JqM")
    #expect("\(aladdin)" == "***")
  }

  @Test(arguments: [("a:b", "c"), ("a\n", "b"), ("a", "b\u{7F}"), ("a", "b\r\nX: y")])
  func `what can't be sent is refused`(user: String, password: String) {
    #expect(throws: InvalidRequest.self) { try Credentials.basic(user: user, password: password) }
  }

  @Test(arguments: ["", "a b", "a\n", "ä", "a\tb"])
  func `a token is one word`(token: String) {
    #expect(throws: InvalidRequest.self) { try Credentials.bearer(token) }
  }
}
