import Curl

/// The blocks that no public server has its address in.
///
/// From IANA's registries of special-purpose addresses (RFC 6890) and of IPv6's address space, and
/// the addresses at which clouds tell a machine its secrets.
enum SpecialAddresses {
  static let blocks: [(block: AddressBlock, what: String)] = table.compactMap { text, what in
    (try? AddressBlock(text)).map { ($0, what) }
  }

  static let table: [(String, String)] = [
    ("0.0.0.0/8", "of this network (RFC 791)"),
    ("10.0.0.0/8", "private (RFC 1918)"),
    ("100.64.0.0/10", "shared behind a carrier's NAT (RFC 6598)"),
    ("127.0.0.0/8", "loopback (RFC 1122)"),
    ("169.254.0.0/16", "link-local (RFC 3927)"),
    ("172.16.0.0/12", "private (RFC 1918)"),
    ("192.0.0.0/24", "of IETF protocols (RFC 6890)"),
    ("192.0.2.0/24", "for documentation (RFC 5737)"),
    ("192.88.99.0/24", "of 6to4 relays (RFC 7526)"),
    ("192.168.0.0/16", "private (RFC 1918)"),
    ("198.18.0.0/15", "for benchmarks (RFC 2544)"),
    ("198.51.100.0/24", "for documentation (RFC 5737)"),
    ("203.0.113.0/24", "for documentation (RFC 5737)"),
    ("224.0.0.0/4", "multicast (RFC 1112)"),
    ("240.0.0.0/4", "reserved (RFC 1112)"),

    ("169.254.169.254/32", "of cloud metadata"),
    ("169.254.170.2/32", "of cloud metadata"),
    ("100.100.100.200/32", "of cloud metadata"),
    ("168.63.129.16/32", "of cloud metadata"),
    ("fd00:ec2::254/128", "of cloud metadata"),

    // All that is not global unicast, 2000::/3.
    ("::/3", "not global (RFC 4291)"),
    ("4000::/2", "not global (RFC 4291)"),
    ("8000::/1", "not global (RFC 4291)"),
    ("::/96", "IPv4-compatible (RFC 4291)"),
    ("::/128", "unspecified (RFC 4291)"),
    ("::1/128", "loopback (RFC 4291)"),
    ("::ffff:0:0/96", "IPv4-mapped (RFC 4291)"),
    ("::ffff:0:0:0/96", "IPv4-translated (RFC 2765)"),
    ("64:ff9b::/96", "of NAT64 (RFC 6052)"),
    ("64:ff9b:1::/48", "of NAT64 (RFC 8215)"),
    ("100::/64", "to be discarded (RFC 6666)"),
    ("2001::/23", "of IETF protocols (RFC 2928)"),
    ("2001::/32", "of Teredo (RFC 4380)"),
    ("2001:2::/48", "for benchmarks (RFC 5180)"),
    ("2001:db8::/32", "for documentation (RFC 3849)"),
    ("2002::/16", "of 6to4 (RFC 3056)"),
    ("3fff::/20", "for documentation (RFC 9637)"),
    ("5f00::/16", "of segment routing (RFC 9602)"),
    ("fc00::/7", "unique local (RFC 4193)"),
    ("fe80::/10", "link-local (RFC 4291)"),
    ("fec0::/10", "site-local (RFC 3879)"),
    ("ff00::/8", "multicast (RFC 4291)"),
  ]
}
