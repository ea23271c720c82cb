import Foundation

/// Whether a program is there.
func isInstalled(_ name: String) -> Bool {
  let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
  return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
}
