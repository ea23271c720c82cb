import Foundation

/// nginx with a certificate for `localhost` and 127.0.0.1, signed by an authority of its own.
final class TLSServer: Sendable {
  let port: Int
  /// The authority's certificate, as `--cacert` takes it.
  let authority: String
  private let directory: String
  private let process: Process

  struct Failure: Error {
    let message: String
  }

  static func with<Result>(_ body: (TLSServer) async throws -> Result) async throws -> Result {
    let server = try await TLSServer()
    defer { server.stop() }
    return try await body(server)
  }

  private init() async throws {
    directory = NSTemporaryDirectory() + "swoop-tls-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory + "/www", withIntermediateDirectories: true)
    try "secure".write(toFile: directory + "/www/page", atomically: true, encoding: .utf8)
    authority = directory + "/ca.pem"
    try TLSServer.makeCertificates(in: directory)
    (process, port) = try await TLSServer.start(in: directory)
  }

  private static func makeCertificates(in directory: String) throws {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try run(
      "openssl",
      ["req", "-x509", "-days", "2", "-subj", "/CN=swoop test authority"] + key
        + ["-keyout", "\(directory)/ca.key", "-out", "\(directory)/ca.pem"])
    try run(
      "openssl",
      ["req", "-subj", "/CN=localhost"] + key
        + ["-keyout", "\(directory)/key.pem", "-out", "\(directory)/request.pem"])
    try "subjectAltName=DNS:localhost,IP:127.0.0.1".write(
      toFile: "\(directory)/names", atomically: true, encoding: .utf8)
    try run(
      "openssl",
      [
        "x509", "-req", "-days", "2", "-in", "\(directory)/request.pem", "-CA",
        "\(directory)/ca.pem", "-CAkey", "\(directory)/ca.key", "-CAcreateserial", "-extfile",
        "\(directory)/names", "-out", "\(directory)/cert.pem",
      ])
  }

  /// nginx can't be asked for any free port, so that a few are tried.
  private static func start(in directory: String) async throws -> (Process, Int) {
    for _ in 0..<20 {
      let port = Int.random(in: 20_000..<32_000)
      try configuration(directory, port).write(
        toFile: "\(directory)/nginx.conf", atomically: true, encoding: .utf8)
      let nginx = try launch(
        "nginx", ["-p", directory, "-e", "\(directory)/error.log", "-c", "nginx.conf"])
      if await eventually({ !nginx.isRunning || isListening(on: port) }), nginx.isRunning {
        return (nginx, port)
      }
    }
    throw Failure(message: "nginx did not start")
  }

  private static func isListening(on port: Int) -> Bool {
    let probe = SilentListener.connect(to: port)
    defer { close(probe) }
    return probe >= 0
  }

  private static func configuration(_ directory: String, _ port: Int) -> String {
    """
    worker_processes 1;
    daemon off;
    pid \(directory)/nginx.pid;
    error_log \(directory)/error.log;
    events { worker_connections 512; }
    http {
      access_log off;
      server {
        listen 127.0.0.1:\(port) ssl http2;
        ssl_certificate \(directory)/cert.pem;
        ssl_certificate_key \(directory)/key.pem;
        root \(directory)/www;
      }
    }
    """
  }

  private func stop() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: directory)
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
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }
}
