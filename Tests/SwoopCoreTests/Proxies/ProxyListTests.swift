import Testing

@testable import SwoopCore

@Suite struct ProxyListTests {
  @Test func `a file has a proxy a line`() throws {
    let text = """
      \u{FEFF}# ours
      http://127.0.0.1:3128
      \t
        socks5://user:p%20w@[::1]:1080   cap=8
      https://proxy.example:8443\tcap=1
      10.0.0.1:8080
      """
    let proxies = try Proxies(parsing: Array(text.replacing("\n", with: "\r\n").utf8))
    #expect(
      proxies.members.map(\.proxy.name) == [
        "http://127.0.0.1:3128", "socks5://[::1]:1080", "https://proxy.example:8443",
        "http://10.0.0.1:8080",
      ])
    #expect(proxies.members.map(\.cap) == [nil, 8, 1, nil])
    #expect(proxies.members[1].proxy.looksUpNames == false)
    #expect(proxies.members[1].proxy.text.contains("user:p%20w@"))
    #expect(proxies.cap(of: 0) == .max && proxies.cap(of: 1) == 8)
  }

  @Test(arguments: [
    ("ftp://127.0.0.1:21", "2: no URL of a proxy"),
    ("http://me:pass@127.0.0.1", "2: a proxy needs its port, as in http://127.0.0.1:3128"),
    ("http://me:80@127.0.0.1/", "2: a proxy needs its port, as in http://127.0.0.1:3128"),
    ("http://127.0.0.1:1\u{0}secret", "2: no URL of a proxy"),
    ("127.0.0.1:1 secret", "2: after a proxy, only cap=N may stand, from 1"),
    ("127.0.0.1:1 cap=0", "2: after a proxy, only cap=N may stand, from 1"),
    ("127.0.0.1:1 cap=1 cap=2", "2: after a proxy, only cap=N may stand, from 1"),
    ("127.0.0.1:9", "2: the same proxy stands in line 1"),
  ])
  func `what is wrong is said with its place, and without passwords`(line: String, error: String) {
    #expect {
      try Proxies(parsing: Array("127.0.0.1:9\n\(line)\n".utf8))
    } throws: {
      "\($0)" == error
    }
  }

  @Test func `a file without proxies is an error`() {
    #expect(throws: MalformedFile(line: 1, reason: "there is no proxy")) {
      try Proxies(parsing: Array("# none\n\n".utf8))
    }
  }

  @Test(arguments: [
    ("http://bücher.example:3128", "http://xn--bcher-kva.example:3128"),
    ("socks5h://ü:p%40ß@BÜCHER.example:1080/", "socks5h://ü:p%40ß@xn--bcher-kva.example:1080"),
    ("https://h", "https://h:443"), ("http://[fe80::1%25eth0]:80", "http://[fe80::1%25eth0]:80"),
  ])
  func `libcurl is given names that can be looked up`(text: String, given: String) throws {
    #expect(try Proxy(text).text == given)
  }

  @Test func `a proxy's name has its port, and no credentials`() throws {
    let names = [
      "127.0.0.1": "http://127.0.0.1:1080", "https://h": "https://h:443",
      "http://u:p@h:80": "http://h:80", "socks5h://u:p@H.example:9/": "socks5h://h.example:9",
    ]
    for (text, name) in names { #expect(try Proxy(text).name == name) }
  }
}
