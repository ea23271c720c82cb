import ArgumentParser
import SwoopCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Every exit status, after sysexits.h where it has one.
enum ExitStatus {
  static let ok = ExitCode(0)
  static let someFailed = ExitCode(1)
  // 64, wrong usage, is the argument parser's own.
  static let malformedInput = ExitCode(65)
  static let unreadableInput = ExitCode(66)
  static let recordMissing = ExitCode(70)
  static let systemError = ExitCode(71)
  static let cannotCreateOutput = ExitCode(73)
  static let cannotWriteOutput = ExitCode(74)
  static let pastDeadline = ExitCode(75)
  static let badConfiguration = ExitCode(78)

  /// Killed by a signal, as shells write it.
  static func interrupted(_ signal: Int32) -> ExitCode { ExitCode(128 + signal) }

  /// Ends the program, without the help text that the parser's own way makes for every status.
  static func end(with status: ExitCode) -> Never {
    exit(status.rawValue)
  }

  /// The worst that happened decides.
  static func of(_ report: FetchRun.Report, signal: Int32?) -> ExitCode {
    if !report.isComplete { return recordMissing }
    if report.outputFailure != nil || report.compactionFailure != nil
      || report.summary.unsaved != nil
    {
      return cannotWriteOutput
    }
    if let signal { return interrupted(signal) }
    if report.isPastDeadline { return pastDeadline }
    if !report.listFailures.isEmpty { return unreadableInput }
    return report.summary.failed + report.alreadyFailed > 0 ? someFailed : ok
  }
}
