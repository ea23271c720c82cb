import Foundation

/// nginx with certificates for `localhost` and 127.0.0.1, good ones and bad ones, each at a port of
/// its own; and openssl's own server, which speaks a protocol that is too old.
final class TLSServer: Sendable {
  /// What is served where: the ports follow each other in this order.
  enum Service: Int, CaseIterable {
    /// A certificate signed by an authority of the server's own.
    case good
    case expired
    /// A certificate for another host.
    case wrongName
    case selfSigned
    /// A certificate signed by another authority.
    case untrusted
    /// The good certificate, and TLS 1.1 at the most.
    case oldProtocol

    static let ofNginx = allCases.filter { $0 != .oldProtocol }
  }

  /// That of the good certificate.
  let port: Int
  /// The authority's certificate, as `--cacert` takes it.
  let authority: String
  private let directory: String
  private let nginx: Process
  private let old: Process

  struct Failure: Error {
    let message: String
  }

  static func with<Result>(_ body: (TLSServer) async throws -> Result) async throws -> Result {
    let server = try await TLSServer()
    defer { server.stop() }
    return try await body(server)
  }

  func url(_ service: Service) -> String {
    "https://127.0.0.1:\(port + service.rawValue)/page"
  }

  /// A folder with the authority's certificate under the name that OpenSSL looks for.
  func authorityFolder() throws -> String {
    let folder = directory + "/authorities"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? FileManager.default.copyItem(atPath: authority, toPath: folder + "/ca.pem")
    try TLSServer.run("openssl", ["rehash", folder])
    return folder
  }

  private init() async throws {
    directory = NSTemporaryDirectory() + "swoop-tls-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory + "/www", withIntermediateDirectories: true)
    try "secure".write(toFile: directory + "/www/page", atomically: true, encoding: .utf8)
    authority = directory + "/ca.pem"
    try TLSServer.makeCertificates(in: directory)
    (nginx, old, port) = try await TLSServer.start(in: directory)
  }

  private static func makeCertificates(in directory: String) throws {
    for authority in ["ca", "other-ca"] {
      try run(
        "openssl",
        ["req", "-x509", "-days", "2", "-subj", "/CN=swoop test authority"] + newKey
          + ["-keyout", "\(directory)/\(authority).key", "-out", "\(directory)/\(authority).pem"])
    }
    let own = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    try makeCertificate(.good, names: own, in: directory)
    try makeCertificate(.expired, days: -1, names: own, in: directory)
    try makeCertificate(.wrongName, names: "subjectAltName=DNS:other.test", in: directory)
    try makeCertificate(.untrusted, names: own, authority: "other-ca", in: directory)
    try run(
      "openssl",
      ["req", "-x509", "-days", "2", "-subj", "/CN=localhost", "-addext", own] + newKey
        + ["-keyout", "\(directory)/selfSigned.key", "-out", "\(directory)/selfSigned.pem"])
  }

  private static let newKey = [
    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
  ]

  private static func makeCertificate(
    _ service: Service, days: Int = 2, names: String, authority: String = "ca",
    in directory: String
  ) throws {
    let path = "\(directory)/\(service)"
    try run(
      "openssl",
      ["req", "-subj", "/CN=localhost"] + newKey
        + ["-keyout", "\(path).key", "-out", "\(path).request"])
    try names.write(toFile: "\(path).names", atomically: true, encoding: .utf8)
    try run(
      "openssl",
      [
        "x509", "-req", "-days", "\(days)", "-in", "\(path).request", "-CA",
        "\(directory)/\(authority).pem", "-CAkey", "\(directory)/\(authority).key",
        "-CAcreateserial", "-extfile", "\(path).names", "-out", "\(path).pem",
      ])
  }

  /// nginx can't be asked for any free port, so that a few are tried.
  private static func start(in directory: String) async throws -> (Process, Process, Int) {
    for _ in 0..<20 {
      let port = Int.random(in: 20_000..<32_000)
      // nginx would try for a while to get a port that someone else has.
      guard !Service.allCases.contains(where: { isListening(on: port + $0.rawValue) }) else {
        continue
      }
      try configuration(directory, port).write(
        toFile: "\(directory)/nginx.conf", atomically: true, encoding: .utf8)
      let nginx = try launch(
        "nginx", ["-p", directory, "-e", "\(directory)/error.log", "-c", "nginx.conf"])
      let oldPort = port + Service.oldProtocol.rawValue
      let old = try launch(
        "openssl",
        [
          "s_server", "-accept", "127.0.0.1:\(oldPort)", "-www", "-tls1_1", "-cipher",
          "ALL:@SECLEVEL=0", "-key", "\(directory)/good.key", "-cert", "\(directory)/good.pem",
        ])
      let isUp = await eventually {
        !nginx.isRunning || !old.isRunning || isListening(on: port) && isListening(on: oldPort)
      }
      if isUp, nginx.isRunning, old.isRunning { return (nginx, old, port) }
      stop(nginx, old)
    }
    throw Failure(message: "the servers did not start")
  }

  private static func isListening(on port: Int) -> Bool {
    let probe = SilentListener.connect(to: port)
    defer { close(probe) }
    return probe >= 0
  }

  private static func configuration(_ directory: String, _ port: Int) -> String {
    let servers = Service.ofNginx.map { service in
      """
        server {
          listen 127.0.0.1:\(port + service.rawValue) ssl http2;
          ssl_certificate \(directory)/\(service).pem;
          ssl_certificate_key \(directory)/\(service).key;
          root \(directory)/www;
        }
      """
    }
    return """
      worker_processes 1;
      daemon off;
      pid \(directory)/nginx.pid;
      error_log \(directory)/error.log;
      events { worker_connections 512; }
      http {
        access_log off;
      \(servers.joined(separator: "\n"))
      }
      """
  }

  private func stop() {
    TLSServer.stop(nginx, old)
    try? FileManager.default.removeItem(atPath: directory)
  }

  private static func stop(_ nginx: Process, _ old: Process) {
    nginx.terminate()
    // It sets no signal mask of its own, and may have that of a thread that takes none.
    kill(old.processIdentifier, SIGKILL)
    nginx.waitUntilExit()
    old.waitUntilExit()
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = try launch(program, arguments)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(message: "\(program) ended with status \(process.terminationStatus)")
    }
  }

  private static func launch(_ program: String, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    // nginx lies where root's PATH alone leads.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PATH": "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }
}
