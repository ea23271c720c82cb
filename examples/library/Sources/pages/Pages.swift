import SwoopCore

/// Fetches the URLs that it is given, and the beginning of the first once more: `pages MODE URL...`.
@main
struct Pages {
  static func main() async throws {
    guard let mode = CommandLine.arguments.dropFirst().first.flatMap(Mode.init) else {
      return print("usage: pages async|threads URL...")
    }
    let urls = CommandLine.arguments.dropFirst(2)
    var options = FetchOptions(mode: mode)
    options.perHost = .fixed(2)
    try await withFetcher(options) { fetcher in
      for await record in fetcher.fetch(urls.map { Request($0) }) {
        print(record.outcome, record.bytes, record.url, separator: "\t")
      }
      guard let first = urls.first else { return }
      let (beginning, _) = try await fetcher.fetch(Request(first)) { body in
        // What is left of it is never fetched.
        for try await bytes in body { return bytes }
        return []
      }
      print("\(beginning.count) bytes to begin with")
    }
  }
}
