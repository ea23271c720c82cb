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
    let hasNone = given.values["no-config"]?.last == "true" || given.names("help")
    let path = hasNone ? nil : given.values["config"]?.last ?? standard
    let file = try path.map { try ConfiguredCommandLine.read($0, catalog) }
    let leftOut = given.values["config-without"]?.last?.split(separator: ",").map(String.init) ?? []
    let settings = (file?.settings ?? []).filter { !leftOut.contains($0.name) }
      .compactMap(given.leaves)
    layers = Layers(catalog: catalog, given: given, file: file, settings: settings)
    self.arguments = settings.flatMap(\.arguments) + arguments
  }

  private static func isAboutFiles(_ argument: String) -> Bool {
    argument.hasPrefix("--config") || argument == "--show-config"
  }

  private static func read(_ path: String, _ catalog: OptionCatalog) throws -> ConfigFile {
    guard let text = Sources.contents(of: path, upTo: ConfigFile.largest) else {
      Terminal.complain("\(path): \(Sources.problem(reading: path) ?? "it can't be read")")
      throw ExitStatus.unreadableInput
    }
    let file = ConfigFile(path: path, text, catalog)
    for problem in file.problems {
      Terminal.complain("\(path):\(problem.line): \(problem.text)")
    }
    guard file.problems.isEmpty else { throw ExitStatus.badConfiguration }
    return file
  }

  /// What a parser makes of the arguments.
  ///
  /// - Throws: what it throws; the exit status, where it was a setting of the file.
  func parsed<Value>(by parse: ([String]) throws -> Value) throws -> Value {
    do {
      return try parse(arguments)
    } catch  where Fetch.exitCode(for: error) == .validationFailure {
      let refusal = Fetch.message(for: error)
      guard let place = place(of: refusal) else { throw error }
      Terminal.complain("\(place): \(refusal)")
      throw ExitStatus.badConfiguration
    }
  }

  /// The setting that alone is refused in the same words; nil: none is.
  private func place(of refusal: String) -> String? {
    guard let file = layers?.file else { return nil }
    let culprit = layers?.settings.first { setting in
      do {
        _ = try Fetch.parse(setting.arguments)
        return false
      } catch {
        return Fetch.message(for: error) == refusal
      }
    }
    return culprit.map { "\(file.path):\($0.line)" }
  }
}

extension GivenOptions {
  /// What the command line leaves of a file's setting; nil: nothing.
  fileprivate func leaves(_ setting: ConfigFile.Setting) -> ConfigFile.Setting? {
    guard let own = values[setting.name] else { return setting }
    switch setting.name {
    case "header":
      var setting = setting
      setting.values.removeAll { field in own.contains { HeaderField.haveSameName($0, field) } }
      return setting.values.isEmpty ? nil : setting
    case "deny", "allow": return setting
    default: return nil
    }
  }
}

extension HeaderField {
  /// Whether two fields as they are typed have the same name.
  fileprivate static func haveSameName(_ one: String, _ other: String) -> Bool {
    guard let one = try? HeaderField(parsing: one), let other = try? HeaderField(parsing: other)
    else { return false }
    return one.has(name: other.name)
  }
}
