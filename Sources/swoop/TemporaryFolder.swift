import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where files go that are gone with the program.
enum TemporaryFolder {
  /// $TMPDIR, or where bodies wait without it.
  static let path: String = {
    let given = ProcessInfo.processInfo.environment["TMPDIR", default: ""]
    return given.isEmpty ? Outputs.standardSpillFolder : given
  }()
}
