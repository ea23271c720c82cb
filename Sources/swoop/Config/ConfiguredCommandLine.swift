import ArgumentParser
import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A command line that fetches, with a file's settings before its own, so that its own win.
struct ConfiguredCommandLine {
  /// What the parser is given, without the command's name.
  let arguments: [String]
  /// What the command line itself says; nil: it has not been looked at, because there is no file.
  let layers: Layers?

  /// What the settings in force come from.
  struct Layers {
    let catalog: OptionCatalog
    let given: GivenOptions
    let file: ConfigFile?
    /// Those of the file's settings that the command line leaves in force.
    let settings: [ConfigFile.Setting]
  }

  /// - Throws: the exit status, when the file can't be read or has a mistake.
  init(_ arguments: [String]) throws {
    let environment = ProcessInfo.processInfo.environment
    let standard = ConfigFile.standardPath(environment)
    guard standard != nil || arguments.contains(where: ConfiguredCommandLine.isAboutFiles) else {
      (self.arguments, layers) = (arguments, nil)
      return
    }
    let catalog = OptionCatalog()
    let given = GivenOptions(arguments, catalog)
    let hasNone =
      given.isOn("no-config") || given.contains("help") || arguments.contains("--version")
    let path = hasNone ? nil : given.values["config"]?.last ?? standard
    let file = try path.map { try ConfiguredCommandLine.read($0, catalog) }
    let leftOut = given.values["config-without"]?.last?.split(separator: ",").map(String.init) ?? []
    let settings = Precedence.settings(
      (file?.settings ?? []).filter { !leftOut.contains($0.name) }, besides: given)
    layers = Layers(catalog: catalog, given: given, file: file, settings: settings)
    self.arguments = settings.flatMap(\.arguments) + arguments
  }

  private static func isAboutFiles(_ argument: String) -> Bool {
    argument.hasPrefix("--config") || argument == "--show-config"
  }

  private static func read(_ path: String, _ catalog: OptionCatalog) throws -> ConfigFile {
    guard let text = Sources.contents(of: path, upTo: ConfigFile.largest) else {
      let problem = Sources.problem(reading: path) ?? "it can't be read"
      Terminal.complain("\(path): \(problem); --no-config goes on without settings")
      throw ExitStatus.unreadableInput
    }
    let file = ConfigFile(path: path, text, catalog)
    guard file.problems.isEmpty else {
      throw complain(of: file.problems + file.settings.compactMap(\.mistake), in: path)
    }
    return file
  }

  /// What a parser makes of the arguments.
  ///
  /// - Throws: what it throws; the exit status, where that was the file's fault.
  func parsed<Value>(by parse: ([String]) throws -> Value) throws -> Value {
    do {
      return try parse(arguments)
    } catch  where Fetch.exitCode(for: error) == .validationFailure {
      guard let layers, let file = layers.file else { throw error }
      let mistakes = layers.settings.compactMap(\.mistake)
      let refusal = Fetch.message(for: error)
      guard !mistakes.isEmpty || !layers.given.isRefused(with: refusal) else { throw error }
      guard mistakes.isEmpty else {
        throw ConfiguredCommandLine.complain(of: mistakes, in: file.path)
      }
      // Settings that don't go together.
      Terminal.complain("\(file.path): \(refusal)")
      throw ExitStatus.badConfiguration
    }
  }

  /// - Returns: the exit status.
  private static func complain(of problems: [ConfigFile.Problem], in path: String) -> ExitCode {
    for problem in problems.sorted(by: { $0.line < $1.line }) {
      Terminal.complain("\(path):\(problem.line): \(problem.text)")
    }
    return ExitStatus.badConfiguration
  }
}

extension ConfigFile.Setting {
  /// What the parser has against the value, whatever else is set.
  fileprivate var mistake: ConfigFile.Problem? {
    // Of flags, only the company may be wrong.
    guard !isFlag else { return nil }
    do {
      _ = try Fetch.parse(["--public-only"] + arguments)
      return nil
    } catch {
      return ConfigFile.Problem(line: line, text: Fetch.message(for: error))
    }
  }
}

extension GivenOptions {
  /// Whether the command line would be refused in the same words without a file.
  fileprivate func isRefused(with refusal: String) -> Bool {
    do {
      _ = try Fetch.parse(arguments)
      return false
    } catch {
      return Fetch.message(for: error) == refusal
    }
  }
}
