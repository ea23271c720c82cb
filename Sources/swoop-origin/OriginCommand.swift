import ArgumentParser
import Origin

@main
struct OriginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swoop-origin",
    abstract: "A loopback HTTP server to fetch from: for demos, tests and benchmarks.",
    discussion: "Serves 127.0.0.0/8 and nothing else, until SIGINT or SIGTERM. / lists its routes.")

  @Option(help: "The port to listen on; 0 picks a free one.")
  var port = 8480

  @Option(help: "Event loop threads.")
  var threads = Origin.cores

  @Flag(help: "Don't print the address.")
  var quiet = false

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port must be 0...65535") }
    guard (1...1024).contains(threads) else { throw ValidationError("--threads must be 1...1024") }
  }

  func run() async throws {
    raiseOpenFileLimit()
    let signals = TerminationSignals()
    let origin: Origin
    do {
      origin = try await Origin.start(port: port, threads: threads, recording: false)
    } catch {
      Console.printError("swoop-origin: \(error)")
      throw ExitCode.failure
    }
    if !quiet { Console.print("origin: listening on http://127.0.0.1:\(origin.port)") }
    await signals.first()
    try await origin.stop()
  }
}
