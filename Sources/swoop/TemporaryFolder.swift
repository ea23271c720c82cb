#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Where files go that are gone with the program.
enum TemporaryFolder {
  /// $TMPDIR, or what outlives memory that is kept for files.
  static let path: String = {
    let given = ProcessInfo.processInfo.environment["TMPDIR", default: ""]
    return given.isEmpty ? "/var/tmp" : given
  }()
}
