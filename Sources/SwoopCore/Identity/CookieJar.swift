import DequeModule

/// The cookies that are known, by host (RFC 6265 sections 5.3 and 5.4). Pure: the time is an argument, in seconds
/// since 1970.
///
/// A server's cookies go to its own host alone. Those that a file says so of go to hosts below their domain,
/// too, and no server can change these: one of the same name and path, set by a host, hides them from itself.
struct CookieJar: Sendable {
  struct Limits {
    /// Cookies that servers set, for a host.
    var perHost = 100
    /// Bytes of cookies in all; those of files count, and are kept.
    var size = 16 << 20
    /// Bytes that servers may have whatever files have.
    var serversShare = 1 << 20
    /// Bytes of a `Cookie` field; servers refuse longer ones.
    var field = 8 << 10
  }

  /// The cookies of a domain.
  private struct Shelf {
    var cookies: [Cookie] = []
    /// Names its last change by a server among those in `changes`.
    var change = 0
  }

  private let limits: Limits
  private var shelves: [String: Shelf] = [:]
  /// Whether there are any for the hosts below a domain.
  private var hasWideCookies = false
  /// Domains in the order of their last changes by servers, and those before that mean nothing any more.
  private var changes: Deque<(domain: String, number: Int)> = []
  private var lastAge = 0
  private var givenSize = 0
  private var serversSize = 0
  /// How often it was changed.
  private(set) var version = 0

  /// - Parameter given: what a file has; of those that are the same, the last counts.
  init(given: [Cookie] = [], _ limits: Limits = Limits()) {
    self.limits = limits
    var places: [String: [Cookie.Key: Int]] = [:]
    for var cookie in given {
      lastAge += 1
      cookie.age = lastAge
      cookie.isGiven = true
      var shelf = shelves.removeValue(forKey: cookie.domain) ?? Shelf()
      if let place = places[cookie.domain]?[cookie.key] {
        givenSize -= shelf.cookies[place].size
        shelf.cookies[place] = cookie
      } else {
        places[cookie.domain, default: [:]][cookie.key] = shelf.cookies.count
        shelf.cookies.append(cookie)
      }
      shelves[cookie.domain] = shelf
      givenSize += cookie.size
      hasWideCookies = hasWideCookies || cookie.includesSubdomains
    }
  }

  /// Takes in a `Set-Cookie` field of a response to a request.
  mutating func store(_ field: [UInt8], from url: CookieURL, now: Int) {
    guard let cookie = SetCookie(field, now: now)?.cookie(from: url), mayStore(cookie, url) else {
      return
    }
    removeExpired(of: cookie.domain, now: now)
    let earlier = shelves[cookie.domain]?.cookies.firstIndex { $0.key == cookie.key }
    let isExpired = cookie.isExpired(now: now)
    guard earlier != nil || !isExpired else { return }
    version += 1
    guard !isExpired else {
      if let earlier { remove(earlier, of: cookie.domain) }
      return
    }
    put(cookie, inPlaceOf: earlier)
    noteChange(of: cookie.domain)
    makeRoom()
  }

  /// The `Cookie` field of a request; nil: it has none.
  mutating func field(for url: CookieURL, now: Int) -> [UInt8]? {
    guard !shelves.isEmpty else { return nil }
    removeExpired(of: url.host, now: now)
    var cookies = shelves[url.host, default: Shelf()].cookies.filter { !$0.includesSubdomains }
    if hasWideCookies { addWide(to: &cookies, for: url, now: now) }
    cookies.removeAll { !$0.matches(path: url.path) || $0.isSecure && !url.isSecure }
    // RFC 6265 section 5.4: the longest paths first, then the oldest.
    cookies.sort { ($1.path.count, $0.age) < ($0.path.count, $1.age) }
    var field: [UInt8] = []
    for cookie in cookies {
      let pair = cookie.name + [UInt8(ascii: "=")] + cookie.value
      guard field.count + pair.count + 2 <= limits.field else { continue }
      if !field.isEmpty { field += "; ".utf8 }
      field += pair
    }
    return field.isEmpty ? nil : field
  }

  /// All that are not expired, by domain, the oldest first.
  func cookies(now: Int) -> [Cookie] {
    shelves.keys.sorted().flatMap { domain in
      (shelves[domain]?.cookies ?? []).filter { !$0.isExpired(now: now) }.sorted { $0.age < $1.age }
    }
  }
}

extension CookieJar {
  /// Adds the cookies of domains that go to a host, but for those that its own ones hide.
  private func addWide(to cookies: inout [Cookie], for url: CookieURL, now: Int) {
    let own = Set(cookies.map { Cookie.Key(name: $0.name, path: $0.path) })
    for domain in [url.host] + url.parents {
      for cookie in shelves[domain]?.cookies ?? [] where cookie.includesSubdomains {
        let isHidden = own.contains(Cookie.Key(name: cookie.name, path: cookie.path))
        if !isHidden, !cookie.isExpired(now: now) { cookies.append(cookie) }
      }
    }
  }

  /// Whether a file could have it, and it would hide none that is kept from readers (RFC 6265bis section 5.7).
  private func mayStore(_ cookie: Cookie, _ url: CookieURL) -> Bool {
    guard shelves[url.host] != nil || (try? HostName(url.host))?.text == url.host else {
      return false
    }
    guard !url.isSecure else { return true }
    let domains = [url.host] + (hasWideCookies ? url.parents : [])
    return !domains.contains { domain in
      shelves[domain, default: Shelf()].cookies.contains {
        $0.isSecure && $0.name == cookie.name && (domain == url.host || $0.includesSubdomains)
          && $0.matches(path: cookie.path)
      }
    }
  }

  private mutating func put(_ cookie: Cookie, inPlaceOf earlier: Int?) {
    var cookie = cookie
    lastAge += 1
    cookie.age = lastAge
    if let earlier, let replaced = shelves[cookie.domain]?.cookies[earlier] {
      cookie.age = replaced.age
      cookie.isGiven = replaced.isGiven
      remove(earlier, of: cookie.domain)
    } else if let cookies = shelves[cookie.domain]?.cookies {
      let others = cookies.indices.filter { !cookies[$0].isGiven }
      let oldest = others.min { cookies[$0].age < cookies[$1].age }
      if others.count >= limits.perHost, let oldest { remove(oldest, of: cookie.domain) }
    }
    shelves[cookie.domain, default: Shelf()].cookies.append(cookie)
    count(cookie, 1)
  }

  private mutating func remove(_ index: Int, of domain: String) {
    guard let cookie = shelves[domain]?.cookies.remove(at: index) else { return }
    count(cookie, -1)
    if shelves[domain]?.cookies.isEmpty == true { shelves[domain] = nil }
  }

  private mutating func removeExpired(of domain: String, now: Int) {
    guard let cookies = shelves[domain]?.cookies,
      cookies.contains(where: { $0.isExpired(now: now) })
    else { return }
    for index in cookies.indices.reversed() where cookies[index].isExpired(now: now) {
      remove(index, of: domain)
    }
  }

  private mutating func count(_ cookie: Cookie, _ sign: Int) {
    if cookie.isGiven { givenSize += sign * cookie.size } else { serversSize += sign * cookie.size }
  }

  private mutating func noteChange(of domain: String) {
    shelves[domain]?.change = version
    changes.append((domain, version))
    if changes.count > 2 * shelves.count + 16 {
      changes.removeAll { shelves[$0.domain]?.change != $0.number }
    }
  }

  /// Forgets what servers have set for the hosts that have set nothing for the longest.
  private mutating func makeRoom() {
    let most = max(limits.serversShare, limits.size - givenSize)
    while serversSize > most, let (domain, number) = changes.popFirst() {
      guard let shelf = shelves[domain], shelf.change == number else { continue }
      for index in shelf.cookies.indices.reversed() where !shelf.cookies[index].isGiven {
        remove(index, of: domain)
      }
    }
  }
}
