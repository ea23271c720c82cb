import ArgumentParser
import Locking
import Report
import SwoopCore

/// The file of an HTML page, which is made before and written after there is something to show.
struct Page {
  let file: OutputFile

  /// Makes a file, or takes that of an earlier page.
  static func make(_ path: String) throws -> Page {
    do {
      return Page(file: try OutputFile.create(path, replacing: ReportPage.beginning))
    } catch {
      let hint = error.isRefusedAsFull ? ", and it is no page of swoop's" : ""
      Terminal.complain("\(error)\(hint)")
      throw ExitStatus.cannotCreateOutput
    }
  }

  func write(_ chart: RunChart) throws {
    try write(ReportPage(chart).text)
  }

  func write(_ text: String) throws {
    do {
      try file.finish(with: text)
    } catch {
      Terminal.complain("\(error)")
      throw ExitStatus.cannotWriteOutput
    }
  }
}

extension OutputFlags {
  /// Opens the page of --report, and has the run's records drawn on it.
  func makePage(
    in outputs: inout Outputs, _ mode: Mode
  ) throws -> PageObserver? {
    guard let report else { return nil }
    let observer = PageObserver(try Page.make(report), mode)
    outputs.pages.append(observer.page.file)
    outputs.observers.append(observer)
    return observer
  }
}

/// Draws a run's page while it runs.
final class PageObserver: RecordObserver {
  let page: Page
  private let mode: Mode
  private let chart = Monitor(RunChart())

  init(_ page: Page, _ mode: Mode) {
    self.page = page
    self.mode = mode
  }

  func observe(_ records: [Record]) {
    chart.withLock { chart in
      for record in records { chart.add(record, mode) }
    }
  }

  func write() throws {
    try page.write(chart.withLock { $0 })
  }
}
