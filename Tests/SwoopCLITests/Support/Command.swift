import Crypto
import Foundation
import Origin
import Testing

/// A run of the built binary.
struct Command: Sendable {
  var status: Int32
  var output: String
  var errors: String

  /// What the program says of itself, but for the summary.
  var complaints: [Substring] {
    errors.split(separator: "\n").filter { $0.hasPrefix("swoop: ") }
  }

  var lines: [Substring] { output.split(separator: "\n") }

  /// Runs `swoop` to its end.
  ///
  /// - Parameter input: what stands on standard input, which is closed after it.
  /// - Parameter ignoring: a signal that the process inherits as ignored.
  /// - Parameter whileRunning: is given the process id once the process has started.
  static func swoop(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    ignoring: Int32? = nil,
    whileRunning: @Sendable (Int32) async -> Void = { _ in }
  ) async throws -> Command {
    try await run(binary, arguments, input, environment, ignoring, whileRunning)
  }

  /// Runs a shell script in which `$swoop` is the binary.
  static func shell(_ script: String) async throws -> Command {
    try await run(URL(filePath: "/bin/sh"), ["-c", script], "", ["swoop": binary.path], nil) { _ in
    }
  }

  /// Runs one of the examples' scripts, which finds the binary in its `PATH`, after the given folder.
  static func example(
    _ name: String, _ arguments: [String], environment: [String: String], path: String? = nil,
    whileRunning: @Sendable (Int32) async -> Void = { _ in }
  ) async throws -> Command {
    let folders = [path, binary.deletingLastPathComponent().path, Command.environment["PATH"]]
    let environment = environment.merging(["PATH": folders.compactMap { $0 }.joined(separator: ":")]
    ) { $1 }
    return try await run(
      examples.appending(path: name), arguments, "", environment, nil, whileRunning)
  }

  static let examples = URL(filePath: #filePath).appending(path: "../../../../examples")
    .standardized

  /// The products lie beside the bundle of the tests.
  static let binary: URL = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let path = bundle.map { URL(filePath: $0) } ?? Bundle.main.bundleURL.appending(path: "tests")
    return path.deletingLastPathComponent().appending(path: "swoop")
  }()

  private static func run(
    _ program: URL, _ arguments: [String], _ input: String, _ environment: [String: String],
    _ ignored: Int32?,
    _ whileRunning: @Sendable (Int32) async -> Void
  ) async throws -> Command {
    // A runner in the background has these ignored, which its children inherit.
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, number == ignored ? SIG_IGN : SIG_DFL)
    }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = Command.environment.merging(environment) { $1 }
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stderr
    let ended = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = { process in
      ended.continuation.yield(process.terminationStatus)
      ended.continuation.finish()
    }
    try process.run()
    async let output = text(of: stdout)
    async let errors = text(of: stderr)
    // A program that ended without reading its input is no fault of the test's.
    try? stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    await whileRunning(process.processIdentifier)
    var status: Int32 = -1
    for await code in ended.stream { status = code }
    return Command(status: status, output: await output, errors: await errors)
  }

  /// That of the tests, but for settings that their user may have.
  static let environment = ProcessInfo.processInfo.environment
    .merging(["XDG_CONFIG_HOME": "/dev/null/none"]) { $1 }

  private static func text(of pipe: Pipe) async -> String {
    await withCheckedContinuation { continuation in
      Thread {
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        continuation.resume(returning: String(decoding: data, as: UTF8.self))
      }.start()
    }
  }
}

/// A folder that is gone when its owner is.
final class TemporaryFolder: Sendable {
  let path = NSTemporaryDirectory() + "swoop-cli-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Writes a file, and gives its path.
  func file(_ name: String, _ contents: String) throws -> String {
    try contents.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
    return path + "/" + name
  }

  /// Writes a list of URLs of the origin's.
  func list(_ origin: Origin, _ paths: [String]) throws -> String {
    try file("urls.txt", paths.map { origin.url($0) }.joined(separator: "\n"))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: path + "/" + name, encoding: .utf8)
  }

  /// The file's lines; none while it isn't there.
  func lines(_ name: String) -> [Substring] {
    ((try? text(name)) ?? "").split(separator: "\n")
  }

  /// The file's lines, but for a last one that has no end.
  func wholeLines(_ name: String) -> [Substring] {
    let text = (try? text(name)) ?? ""
    return text.hasSuffix("\n") ? lines(name) : lines(name).dropLast()
  }

  /// Bytes; 0 while it isn't there.
  func size(of name: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
    return attributes?[.size] as? Int ?? 0
  }

  /// The SHA-256 of a file; nil while it isn't there.
  func digest(of name: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + name).map { bytes in
      SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }
  }

  /// All files below a folder, by their paths in it.
  func files(in name: String) throws -> [String] {
    let folder = path + "/" + name
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// Waits until something is so that another process brings about; it gives up after 20 seconds.
func eventually(_ condition: () -> Bool) async -> Bool {
  let deadline = ContinuousClock.now + .seconds(20)
  while !condition() {
    guard ContinuousClock.now < deadline else { return false }
    await Task.yield()
  }
  return true
}

/// A JSON record, its members by name.
func object(_ line: some StringProtocol) throws -> [String: Any] {
  let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
  return try #require(value as? [String: Any])
}
