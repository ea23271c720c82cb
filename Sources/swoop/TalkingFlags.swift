import ArgumentParser
import SwoopCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is shown while it runs, and how.
struct TalkingFlags: ParsableArguments {
  /// When something is shown that is for people.
  enum Choice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
  }

  @Option(
    help:
      "How far the run is, on standard error: auto, when that is a terminal and no other program reads the output, always, a line every 10 s where there is no terminal, or never."
  )
  var progress: Choice = .auto

  @Option(
    help: "Colours on terminals: auto, unless NO_COLOR is set, always, or never.")
  var color: Choice = .auto

  /// How standard error shows progress.
  func progressKind(isQuiet: Bool) -> ProgressReport.Kind? {
    let hasScreen = Screen.isTerminal(.error) && !Screen.isDumb
    switch progress {
    case .never: return nil
    case .auto: return hasScreen && !isQuiet && !Screen.isPipe(.output) ? .block : nil
    case .always: return hasScreen ? .block : .lines
    }
  }

  /// Text lines for people.
  var lines: RecordFormat {
    let style = style(on: .output)
    return .custom { RecordLine(style: style, width: Screen.size(of: .output).columns).text($0) }
  }

  func style(on stream: Screen.Stream) -> TextStyle {
    let environment = ProcessInfo.processInfo.environment
    let isColored =
      switch color {
      case .never: false
      case .always: true
      case .auto:
        !Screen.isDumb && environment["NO_COLOR", default: ""].isEmpty
      }
    // The first of these that is set counts (POSIX, Base Definitions 8.2).
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first {
      !$0.isEmpty
    }
    let encoding = locale?.lowercased() ?? ""
    return TextStyle(
      isColored: isColored, isUnicode: encoding.contains("utf-8") || encoding.contains("utf8"))
  }
}
