/// The program's version (semver.org).
enum Version {
  static let text = "0.1.0"
}
