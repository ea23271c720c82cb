/// A file of proxies that is none.
public struct ProxyListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where, as `file:line`, or the file alone.
  public let place: String
  /// A sentence for people, which quotes nothing of the line: that may have a password in it.
  public let reason: String

  /// Place and reason.
  public var description: String { "\(place): \(reason)" }
}

extension Proxies {
  /// Reads a file of proxies.
  ///
  /// One a line: `[SCHEME://][USER:PASSWORD@]HOST:PORT`, and after a blank maybe `cap=N`. The scheme is http, which
  /// it is where there is none, https, socks4, socks4a, socks5 or socks5h. Blank lines and lines that begin with `#`
  /// are skipped.
  ///
  /// - Parameters:
  ///   - text: what the file has in it.
  ///   - file: its name, for errors.
  /// - Throws: where a line is something else or the same as another, or there is no proxy at all.
  public init(parsing text: String, file: String) throws(ProxyListError) {
    self.init([])
    var lines: [String: Int] = [:]
    // A carriage return and a newline are one character.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      func failure(_ reason: String) -> ProxyListError {
        ProxyListError(place: "\(file):\(index + 1)", reason: reason)
      }
      // An editor's mark of UTF-8.
      let words = line.split { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      do throws(InvalidRequest) {
        let member = try Member(String(first), words.dropFirst())
        if let earlier = lines.updateValue(index + 1, forKey: member.proxy.text) {
          throw InvalidRequest(reason: "the same proxy stands in line \(earlier)")
        }
        members.append(member)
      } catch {
        throw failure(error.reason)
      }
    }
    guard !members.isEmpty else { throw ProxyListError(place: file, reason: "has no proxies") }
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
