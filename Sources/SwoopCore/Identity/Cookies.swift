import Curl
import Locking

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The cookies of a run, or of several: what files and servers have set, and requests get back (RFC 6265).
///
/// ```swift
/// var options = FetchOptions()
/// options.attempt.cookies = Cookies()
/// ```
///
/// A cookie that a server sets goes to that host alone, at any port, whatever domain it names: there is no list
/// here of the domains that strangers share. One that a file has goes to hosts below its domain, too, where the
/// file says so. Those that are `Secure` go over TLS or to loopback alone. Each hop of a redirect gets its own
/// host's; after another host's redirect, only where it asks with GET or HEAD.
///
/// A request that has a `Cookie` field of its own gets no others.
///
/// Names that begin with `__Host-` or `__Secure-` are held to what they promise (RFC 6265bis section 4.1.3). What
/// servers may set is bounded: 4 KB for a cookie, 100 for a host, 16 MiB in all, of which the hosts that have set
/// nothing for the longest lose theirs first; a request gets 8 KB at the most.
///
/// One object may serve several fetchers, on any thread.
public final class Cookies: Sendable {
  private let jar: Monitor<CookieJar>

  /// Bytes of a file of cookies.
  package static let largestFile = 64 << 20
  /// Fields of a response that are looked at.
  static let mostFields = 100

  /// None yet.
  public init() {
    jar = Monitor(CookieJar())
  }

  /// Reads cookies from a file's bytes, in the format of Netscape's browser, curl, wget and Python.
  ///
  /// - Throws: ``MalformedFile`` where a line is neither a cookie nor a comment, or has a cookie that can't be
  ///   sent: control characters, no name, no host's domain.
  public init(parsing file: [UInt8]) throws(MalformedFile) {
    jar = Monitor(CookieJar(given: try CookieFile.read(file, now: Cookies.now)))
  }

  /// All that have not expired, as a file of the same format. Those of sessions are among them.
  public var file: [UInt8] {
    // The lock is not held while it is made.
    CookieFile.text(of: jar.withLock { $0 }.cookies(now: Cookies.now))
  }

  /// How often servers have changed them.
  var version: Int { jar.withLock { $0.version } }

  /// The `Cookie` field of what a job asks for next; nil: it has none. Rules are the same for everyone.
  func field(for job: Job, throughProxy: Bool) -> [UInt8]? {
    let request = job.request
    guard !job.isForRobots, !request.headers.contains(where: { $0.has(name: "Cookie") }) else {
      return nil
    }
    // As browsers do it where a server says nothing of it: no other host can have a request made that
    // changes something in the name of whoever has the cookie (RFC 6265bis section 5.5).
    let isOwn = request.url.hostName == job.entryRequest.url.hostName
    guard isOwn || ["GET", "HEAD"].contains(request.method) else { return nil }
    let url = CookieURL(request.url, throughProxy: throughProxy)
    return jar.withLock { $0.field(for: url, now: Cookies.now) }
  }

  /// Takes in the `Set-Cookie` fields of a response.
  func store(_ fields: [[UInt8]], from url: WebURL, throughProxy: Bool) {
    guard !fields.isEmpty else { return }
    let url = CookieURL(url, throughProxy: throughProxy)
    jar.withLock { jar in
      for field in fields { jar.store(field, from: url, now: Cookies.now) }
    }
  }

  private static var now: Int { Int(Date.now.timeIntervalSince1970) }
}
