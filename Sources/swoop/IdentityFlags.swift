import ArgumentParser
import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Who swoop is to servers.
struct IdentityFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "User agents, one a line, of which each host gets one, the same in each run.",
      valueName: "file"), completion: .file())
  var userAgents: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A name and a password for the entries of all hosts, or @FILE to read them from a file: others can see the command line.",
      valueName: "name:password"))
  var user: String?

  @Option(
    help: ArgumentHelp(
      "A file with a bearer token for the entries of all hosts.", valueName: "file"),
    completion: .file())
  var bearerFile: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: "Names and passwords by host from the file $NETRC, or ~/.netrc.")
  var netrc: Bool?

  @Option(
    help: ArgumentHelp(
      "Names and passwords by host from FILE, in the format of ~/.netrc.", valueName: "file"),
    completion: .file())
  var netrcFile: String?

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help:
      "Send these names, passwords and tokens over plain http, too, where anyone on the way can read them. Without it they go over https, and to this machine."
  )
  var clearTextCredentials: Bool?

  @Option(
    help: ArgumentHelp(
      "Begin with the cookies of FILE, in the format of Netscape, curl and wget, and keep what servers set, each host's for itself.",
      valueName: "file"), completion: .file())
  var cookies: String?

  @Option(
    help: ArgumentHelp(
      "Keep cookies, and write them to FILE now and then and at the end, its owner's alone.",
      valueName: "file"), completion: .file())
  var cookieJar: String?

  func validate() throws {
    guard user == nil || bearerFile == nil else {
      throw ValidationError("--user and --bearer-file are for the same header: one of them.")
    }
    if let user, !user.hasPrefix("@") { _ = try IdentityFlags.credentials(user) }
    guard clearTextCredentials != true || hasCredentials else {
      throw ValidationError(
        "--clear-text-credentials goes with --user, --bearer-file, --netrc or --netrc-file.")
    }
    guard cookieJar != "-", cookieJar?.isEmpty != true else {
      throw ValidationError("--cookie-jar names a file.")
    }
  }

  private var hasCredentials: Bool {
    user != nil || bearerFile != nil || netrc == true || netrcFile != nil
  }

  func apply(to options: inout FetchOptions) throws {
    options.attempt.userAgents = try userAgents.map { path in
      try OptionFile("--user-agents", path).parsed(upTo: UserAgents.largestFile) {
        file throws(MalformedFile) in try UserAgents(parsing: file)
      }
    }
    options.defaults.credentials.all = try credentialsForAll()
    options.defaults.credentials.netrc = try netrcPath().map { path in
      try OptionFile("--netrc", path).parsed(upTo: Netrc.largestFile) {
        file throws(MalformedFile) in try Netrc(parsing: file)
      }
    }
    options.defaults.credentials.mayGoInClearText = clearTextCredentials == true
    if let cookies {
      options.attempt.cookies = try OptionFile("--cookies", cookies)
        .parsed(upTo: Cookies.largestFile) {
          file throws(MalformedFile) in try Cookies(parsing: file)
        }
    } else if cookieJar != nil {
      options.attempt.cookies = Cookies()
    }
  }

  /// Files that are only read; that of --cookies may be the jar.
  var files: [String] {
    let user = user.flatMap { $0.hasPrefix("@") ? String($0.dropFirst()) : nil }
    return [userAgents, user, bearerFile, netrcFile].compactMap(\.self)
  }

  /// Begins to write the file of --cookie-jar. To be called when all other files are open.
  ///
  /// - Parameter directory: that of saved bodies; nil: there is none.
  func openJar(
    of cookies: Cookies?, besides inputs: Inputs, _ others: [String],
    notBelow directory: String?
  ) throws -> CookieJarFile? {
    guard let cookieJar, let cookies else { return nil }
    // It is moved into its place again and again, so that what an entry saves there can't be told from it.
    guard directory.map({ !IdentityFlags.isBelow(cookieJar, $0) }) ?? true else {
      Terminal.complain(
        "--cookie-jar \(cookieJar): it lies in the directory of -d, where entries save")
      throw ExitStatus.cannotCreateOutput
    }
    let own = FileIdentity(path: cookieJar)
    guard
      own == nil || !others.contains(where: { FileIdentity(path: $0) == own }),
      !inputs.hasList(cookieJar)
    else {
      Terminal.complain("--cookie-jar \(cookieJar): it is a file of this run already")
      throw ExitStatus.cannotCreateOutput
    }
    do {
      return try CookieJarFile(cookieJar, of: cookies)
    } catch let error as OutputError {
      Terminal.complain("--cookie-jar \(error)")
      throw ExitStatus.cannotCreateOutput
    } catch {
      Terminal.complain("the run could not start: \(error)")
      throw ExitStatus.systemError
    }
  }

  /// Whether a file, which need not be there, is in a folder or one of its own.
  private static func isBelow(_ file: String, _ folder: String) -> Bool {
    let parent = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    guard let parent = try? ResolvedPath.of(parent), let folder = try? ResolvedPath.of(folder)
    else { return false }
    return parent == folder || parent.hasPrefix(folder == "/" ? "/" : folder + "/")
  }

  private func credentialsForAll() throws -> Credentials? {
    if let bearerFile {
      return try OptionFile("--bearer-file", bearerFile).oneLine { text throws(InvalidRequest) in
        try Credentials.bearer(text)
      }
    }
    guard let user else { return nil }
    guard user.hasPrefix("@") else { return try IdentityFlags.credentials(user) }
    return try OptionFile("--user", String(user.dropFirst())).oneLine {
      text throws(InvalidRequest) in try Credentials.basic(parsing: text)
    }
  }

  private static func credentials(_ user: String) throws -> Credentials {
    do {
      return try Credentials.basic(parsing: user)
    } catch {
      throw ValidationError("--user: \(error.reason).")
    }
  }

  private func netrcPath() throws -> String? {
    if let netrcFile { return netrcFile }
    guard netrc == true else { return nil }
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["NETRC"], !path.isEmpty { return path }
    guard let home = environment["HOME"], !home.isEmpty else {
      Terminal.complain("--netrc: neither NETRC nor HOME is set")
      throw ExitStatus.unreadableInput
    }
    return "\(home)/.netrc"
  }
}
