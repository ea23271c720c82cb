import Testing

@testable import SwoopCore

@Suite struct NetrcTests {
  private func header(_ file: String, _ host: String, port: Int = 443) throws -> String? {
    try Netrc(parsing: Array(file.utf8)).credentials(for: host, port: port)?.field.value
  }

  private func basic(_ user: String, _ password: String) throws -> String {
    try Credentials.basic(user: user, password: password).field.value
  }

  /// ftp(1)'s example, and what curl's tests have.
  @Test(arguments: [
    ("machine a login u password p", "u", "p"),
    ("machine a\n\tlogin u\n\tpassword p\n", "u", "p"),
    ("machine A.\r\npassword p\r\nlogin u\r\n", "u", "p"),
    ("machine b login x password y machine a login u password p", "u", "p"),
    ("machine a login u account z password p", "u", "p"),
    ("# a comment machine a\nmachine a #login x\nlogin u password #p", "u", "#p"),
    (
      "macdef init\ncd /pub\nmachine a login x password y\n\nmachine a login u password p", "u", "p"
    ),
    (#"machine a login "u v" password "p\"\\\t\n\rq\z""#, nil, nil),
    (#"machine a login "u v" password "p\"\\ \z""#, "u v", #"p"\ z"#),
    ("machine a login \"\" password \"\"", "", ""),
    ("machine a login u password p machine a login x password y", "u", "p"),
    ("machine a login x machine a login u password p", "u", "p"),
    ("default login u password p", "u", "p"),
    ("default login x password y\nmachine a login u password p", "u", "p"),
    ("\u{FEFF}machine a login ü password π", "ü", "π"),
    ("machine \"a\" login u password p", "u", "p"),
    ("machine a:21 login x password y machine a login u password p", "u", "p"),
  ])
  func `an entry is found`(file: String, user: String?, password: String?) throws {
    guard let user, let password else {
      #expect(throws: MalformedFile.self) { try header(file, "a") }
      return
    }
    #expect(try header(file, "a") == (try basic(user, password)))
  }

  @Test(arguments: [
    "", "machine b login u password p", "machine a", "machine a login u", "machine a password p",
    "machine www.a login u password p", "macdef m\nmachine a login u password p",
    "# machine a login u password p",
  ])
  func `no entry is none`(file: String) throws {
    #expect(try header(file, "a") == nil)
  }

  @Test func `a machine may be one of a host's ports`() throws {
    let file = """
      machine a login any password p
      machine A.:8443 login one password p
      machine [::1]:80 login six password p
      machine ::1 login seven password p
      machine b:65536 login x password y
      machine b:+80 login x password y machine b: login x password y
      """
    #expect(try header(file, "a") == (try basic("any", "p")))
    #expect(try header(file, "a", port: 8443) == (try basic("one", "p")))
    #expect(try header(file, "[::1]", port: 80) == (try basic("six", "p")))
    #expect(try header(file, "[::1]", port: 81) == (try basic("seven", "p")))
    for port in [80, 443, 65536] { #expect(try header(file, "b", port: port) == nil) }
  }

  @Test(arguments: [
    ("login u", "1: login belongs after machine or default"),
    ("machine a\nlogin", "2: login has no value"), ("\n\nmachine", "3: machine has no value"),
    (
      "machine a\nlogin u\npasswort p",
      "3: machine, default, login, password, account or macdef should stand here"
    ),
    ("machine a login\n\"u", "2: a quote has no end"),
    ("machine a login \"u\n\" password p", "1: a quote has no end"),
    ("machine a login \"u\\", "1: a quote has no end"),
    ("machine a\nlogin u:v password p", "2: a user's name can't have a colon"),
    (
      "machine a\n\nlogin u\u{1} password p", "3: a user's name or password has a control character"
    ),
  ])
  func `a mistake is told of with its line, and quotes no secret`(file: String, problem: String) {
    let error = #expect(throws: MalformedFile.self) { try Netrc(parsing: Array(file.utf8)) }
    #expect(error?.description == problem)
  }

  @Test func `a word is UTF-8`() {
    let file = Array("machine a login u password ".utf8) + [0xFF]
    #expect(throws: MalformedFile.self) { try Netrc(parsing: file) }
  }
}
