import NIOHTTP1

/// Downloads that are cut off and resumed.
///
/// - `fails`: how many requests for KEY are cut off, the first one by default. They get half of
///   the bytes they should get, and all the headers.
/// - `validator`: `etag` for ETag and Last-Modified, `date` for the latter only, `weak` for a weak
///   ETag only, `none`.
/// - `ranges=no`: Range is ignored.
/// - `change=1`: other validators at each request, so that If-Range never matches; `change=206`: the
///   same, and If-Range is wrongly ignored.
/// - `shift`: a part wrongly begins so many bytes late.
/// - `short`: a part wrongly ends so many bytes before the end that it names.
/// - `bare=1`: a part wrongly comes without validators.
/// - `stall=1`: what is cut off stays open, and silent.
extension Routes {
  static let ranges = [
    Route(
      "/partial/KEY/N?fails=1&validator=etag&ranges=no&change=1&shift=K&short=K&bare=1&stall=1",
      "N bytes or a range of them, cut off in the middle once for KEY; validator may be date, weak "
        + "or none, change 206",
      partial)
  ]

  fileprivate enum Change: String {
    case honest = "1"
    case unnoticed = "206"
  }

  fileprivate struct Manners {
    let failures: Int
    let validators: Validators.Kind
    let hasRanges: Bool
    let change: Change?
    let shift: Int
    let short: Int
    let isBare: Bool
    let ending: Response.Ending

    init(_ request: Request) throws(Refusal) {
      let target = request.target
      failures = try request.number(parameter: "fails", in: 0...Int.max) ?? 1
      validators = try Routes.choice("validator", target) ?? .etag
      hasRanges = target.parameter("ranges") != "no"
      change = try Routes.choice("change", target)
      shift = try request.number(parameter: "shift", in: 0...(1 << 40)) ?? 0
      short = try request.number(parameter: "short", in: 0...(1 << 40)) ?? 0
      isBare = target.parameter("bare") == "1"
      ending = target.parameter("stall") == "1" ? .stall : .close
    }
  }

  @Sendable private static func partial(
    _ request: Request, _ ledger: Ledger
  ) throws(Refusal) -> Reply {
    try request.expect(arguments: 2)
    let size = try request.byteCount(1)
    let manners = try Manners(request)
    let earlier = try earlierVisits(request, ledger)
    let resource = resource(size, manners, visit: earlier + 1)
    let selection = resource.selection(
      for: request.head, heedsIfRange: manners.change != .unnoticed)
    var response = resource.response(selection.droppingFirst(manners.shift))
    if case .part(let range) = selection { response.spoil(range, manners) }
    if earlier < manners.failures { response.cutOff(manners.ending) }
    return .respond(response)
  }

  private static func resource(_ size: Int, _ manners: Manners, visit: Int) -> Resource {
    let version = manners.change == nil ? 0 : visit
    var resource = Resource(size: size, hasRanges: manners.hasRanges)
    resource.validators = manners.validators.of("partial-\(size)", version: version)
    return resource
  }

  /// A parameter that is one of several words, if it is there.
  static func choice<Choice: RawRepresentable<String>>(
    _ name: String, _ target: Target
  ) throws(Refusal) -> Choice? {
    guard let text = target.parameter(name) else { return nil }
    guard let choice = Choice(rawValue: text) else { throw .badRequest("\(name) can't be \(text)") }
    return choice
  }
}

extension Response {
  fileprivate mutating func spoil(_ range: Range<Int>, _ manners: Routes.Manners) {
    if manners.short > 0 {
      let run = PatternRun(
        range: range.lowerBound..<max(range.lowerBound, range.upperBound - manners.short))
      body = .pattern(run)
      framing = .length(run.count)
    }
    if manners.isBare {
      headers.remove(name: "ETag")
      headers.remove(name: "Last-Modified")
    }
  }

  /// Ends a pattern in its middle; its headers still promise all of it.
  fileprivate mutating func cutOff(_ ending: Ending) {
    guard case .pattern(let run) = body else { return }
    body = .pattern(run.firstHalf)
    self.ending = ending
  }
}
