extension Proxies {
  /// Bytes of a file of proxies.
  package static let largestFile = 16 << 20

  /// Reads a file of proxies.
  ///
  /// One a line: `[SCHEME://][USER:PASSWORD@]HOST:PORT`, and after a blank maybe `cap=N`. The scheme is http, which
  /// it is where there is none, https, socks4, socks4a, socks5 or socks5h. Blank lines and lines that begin with `#`
  /// are skipped.
  ///
  /// - Parameter file: UTF-8.
  /// - Throws: ``MalformedFile`` where a line is something else or the same as another, or there is no proxy at
  ///   all.
  public init(parsing file: [UInt8]) throws(MalformedFile) {
    self.init([])
    var lines: [String: Int] = [:]
    for (index, line) in try MalformedFile.lines(of: file).enumerated() {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      do throws(InvalidRequest) {
        let member = try Member(String(first), words.dropFirst())
        if let earlier = lines.updateValue(index + 1, forKey: member.proxy.text) {
          throw InvalidRequest(reason: "the same proxy stands in line \(earlier)")
        }
        members.append(member)
      } catch {
        throw MalformedFile(line: index + 1, reason: error.reason)
      }
    }
    guard !members.isEmpty else { throw MalformedFile(line: 1, reason: "there is no proxy") }
  }
}

extension Proxies.Member {
  fileprivate init(_ text: String, _ settings: ArraySlice<Substring>) throws(InvalidRequest) {
    let proxy = try Proxy(text)
    guard proxy.hasPort else {
      throw InvalidRequest(reason: "a proxy needs its port, as in http://127.0.0.1:3128")
    }
    self.init(proxy)
    for setting in settings {
      guard cap == nil, setting.hasPrefix("cap="), let number = Int(setting.dropFirst(4)),
        number > 0
      else { throw InvalidRequest(reason: "after a proxy, only cap=N may stand, from 1") }
      cap = number
    }
  }
}
