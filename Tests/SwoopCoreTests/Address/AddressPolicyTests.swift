import Curl
import Testing

@testable import SwoopCore

@Suite struct AddressPolicyTests {
  /// The first and the last address of each block, and some in between.
  static let special = [
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
    "100.100.100.200", "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0",
    "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0",
    "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.1", "192.168.0.0", "192.168.255.255",
    "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.255", "224.0.0.0",
    "239.255.255.255", "240.0.0.0", "255.255.255.255",
    "::", "::1", "::7f00:1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8", "64:ff9b::a00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1",
    "2001::1", "2001:0:7f00:1::", "2001:2::1", "2001:1ff:ffff::", "2001:db8::1",
    "2001:db8:ffff:ffff::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "3fff:fff::1",
    "5f00::1", "fc00::", "fd00:ec2::254", "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1",
    "ff02::1", "4000::1", "8000::1", "1fff::1",
  ]

  /// Those right before and after the blocks.
  static let ordinary = [
    "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "126.255.255.255", "128.0.0.0", "168.63.129.15", "169.253.255.255", "169.255.0.0",
    "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255",
    "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255",
    "203.0.112.255", "203.0.114.0", "223.255.255.255",
    "2000::", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2606:4700::1111",
    "2a00:1450::1", "3ffe:ffff::1", "3fff:1000::1",
  ]

  @Test(arguments: special)
  func `addresses that no public server has are refused`(text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(AddressPolicy(isPublicOnly: true).refusal(of: address) != nil)
    #expect(AddressPolicy().refusal(of: address) == nil)
  }

  @Test(arguments: ordinary)
  func `addresses of public servers are not`(text: String) throws {
    let address = try #require(IPAddress(text))
    #expect(AddressPolicy(isPublicOnly: true).refusal(of: address) == nil)
  }

  @Test func `every line of the table is a block`() {
    #expect(SpecialAddresses.blocks.count == SpecialAddresses.table.count)
  }

  @Test(arguments: [
    "10.1.2.3", "::10.1.2.3", "::ffff:10.1.2.3", "::ffff:0:10.1.2.3", "64:ff9b::10.1.2.3",
    "64:ff9b:1::10.1.2.3", "2002:a01:203::1", "2001:0:4136:e378:8000:63bf:f5fe:fdfc",
  ])
  func `an address is refused in each of its forms`(text: String) throws {
    let policy = AddressPolicy(denied: [try AddressBlock("10.0.0.0/8")])
    #expect(policy.refusal(of: try #require(IPAddress(text))) != nil)
  }

  @Test(arguments: ["0.0.0.0", "::", "::ffff:0.0.0.0"])
  func `the unspecified address is loopback, too`(text: String) throws {
    let policy = AddressPolicy(denied: [try AddressBlock("127.0.0.0/8")])
    #expect(policy.refusal(of: try #require(IPAddress(text))) != nil)
    let unspecified = AddressPolicy(denied: [try AddressBlock("0.0.0.0")])
    #expect(unspecified.refusal(of: try #require(IPAddress(text))) != nil)
    let sixth = AddressPolicy(denied: [try AddressBlock("::1")])
    #expect((sixth.refusal(of: try #require(IPAddress(text))) != nil) == (text == "::"))
  }

  @Test func `the smallest block decides, and what is denied comes first`() throws {
    let policy = AddressPolicy(
      isPublicOnly: true,
      denied: [try AddressBlock("10.1.0.0/16"), try AddressBlock("192.168.7.0/24")],
      allowed: [
        try AddressBlock("10.0.0.0/8"), try AddressBlock("10.1.2.0/24"),
        try AddressBlock("192.168.7.0/24"), try AddressBlock("169.254.0.0/16"),
      ])
    func isRefused(_ text: String) throws -> Bool {
      policy.refusal(of: try #require(IPAddress(text))) != nil
    }
    #expect(try !isRefused("10.0.0.1"))
    #expect(try isRefused("10.1.0.1"))
    #expect(try !isRefused("10.1.2.1"))
    #expect(try isRefused("192.168.7.1"))
    #expect(try isRefused("192.168.8.1"))
    #expect(try isRefused("169.254.169.254"))
    #expect(try !isRefused("169.254.1.1"))
    #expect(try isRefused("::ffff:10.1.0.1"))
    #expect(try !isRefused("8.8.8.8"))
  }

  @Test func `all but a few can be refused`() throws {
    let policy = AddressPolicy(
      denied: [try AddressBlock("0.0.0.0/0"), try AddressBlock("::/0")],
      allowed: [try AddressBlock("127.0.0.5")])
    #expect(policy.refusal(of: try #require(IPAddress("127.0.0.5"))) == nil)
    #expect(policy.refusal(of: try #require(IPAddress("127.0.0.6"))) != nil)
    #expect(policy.refusal(of: try #require(IPAddress("2a00::1"))) != nil)
  }

  @Test(arguments: [
    "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8 ", "10/8",
    "0x0a.0.0.0/8", "010.0.0.0/8", "::/129", "fe80::1%eth0/64", "[::1]/128", "10.0.0.0/8/8",
    "10.0.0.0/+8", "localhost", "10.0.0.0/255.0.0.0",
  ])
  func `what is no block is refused`(text: String) {
    #expect(throws: InvalidRequest.self) { try AddressBlock(text) }
  }

  @Test func `bits beyond the prefix are a mistake`() throws {
    let error = #expect(throws: InvalidRequest.self) { try AddressBlock("10.1.2.3/8") }
    #expect(error?.reason.contains("10.0.0.0/8") == true)
    #expect(throws: InvalidRequest.self) { try AddressBlock("fe80::1/10") }
    #expect(throws: InvalidRequest.self) { try AddressBlock("::1/0") }
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.0.0.0/8"), ("1.2.3.4", "1.2.3.4/32"), ("0.0.0.0/0", "0.0.0.0/0"),
    ("FE80::/10", "fe80::/10"), ("::1", "::1/128"), ("::/0", "::/0"), ("0:0:0:0:0:0:0:0/1", "::/1"),
  ])
  func `a block is written in its plainest form`(text: String, plain: String) throws {
    #expect("\(try AddressBlock(text))" == plain)
  }
}
