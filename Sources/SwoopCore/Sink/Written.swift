/// What could not be written any more, and the first reason.
struct Written {
  let onFailure: () -> Void
  private(set) var failure: OutputError?
  private(set) var hasStoppedRun = false
  private var broken: Set<ObjectIdentifier> = []

  init(onFailure: @escaping () -> Void) {
    self.onFailure = onFailure
  }

  /// Writes to a file, unless that has failed before.
  ///
  /// - Returns: whether it was written.
  @discardableResult
  mutating func write(_ file: AnyObject, _ body: () throws(OutputError) -> Void) -> Bool {
    guard !broken.contains(ObjectIdentifier(file)) else { return false }
    do throws(OutputError) {
      try body()
      return true
    } catch {
      broken.insert(ObjectIdentifier(file))
      fail(error)
      return false
    }
  }

  /// Ends the writing to a file, when there is no more run to be stopped.
  mutating func finish(_ file: AnyObject, _ body: () throws(OutputError) -> Void) {
    guard !broken.contains(ObjectIdentifier(file)) else { return }
    do throws(OutputError) {
      try body()
    } catch {
      failure = failure ?? error
    }
  }

  mutating func fail(_ error: OutputError) {
    guard failure == nil else { return }
    failure = error
    hasStoppedRun = true
    onFailure()
  }
}
