import Testing

@testable import swoop

/// Command lines taken apart as the parser does it.
@Suite struct GivenOptionsTests {
  private static let catalog = OptionCatalog()

  private func given(_ arguments: [String]) -> [String: [String]] {
    GivenOptions(arguments, Self.catalog).values
  }

  @Test func `values follow their names in all ways`() {
    #expect(
      given(["--rate", "1", "--rate=2", "-c", "3", "-c=4"]) == [
        "rate": ["1", "2"], "concurrency": ["3", "4"],
      ])
    #expect(given(["-H", "-q", "--data", "--json"]) == ["header": ["-q"], "data": ["--json"]])
    #expect(given(["--user-agent", ""]) == ["user-agent": [""]])
    #expect(given(["--user-agent=", "x"]) == ["user-agent": ["x"]])
    #expect(given(["--data=a=b"]) == ["data": ["a=b"]])
  }

  @Test func `flags are on or off, alone or together`() {
    #expect(given(["--unique", "--no-unique"]) == ["unique": ["true", "false"]])
    #expect(given(["-qm", "threads"]) == ["quiet": ["true"], "mode": ["threads"]])
  }

  @Test func `what is no option is left alone`() {
    #expect(given(["http://h/", "-", "--", "--rate", "1"]).isEmpty)
    #expect(given(["--rate"]).isEmpty)
    #expect(given(["--bogus", "-z"]).isEmpty)
  }

  @Test func `the parser says the same`() throws {
    for arguments in [
      ["-qm", "threads"], ["-c=4"], ["--data", "--json"], ["--no-unique", "--unique"],
    ] {
      let flags = try Fetch.parse(arguments)
      let given = GivenOptions(arguments, Self.catalog)
      #expect(given.contains("mode") == (flags.running.mode == .threads))
      #expect(given.contains("concurrency") == (flags.running.concurrency == 4))
      #expect(given.contains("data") == (flags.requests.data == "--json"))
      #expect(given.contains("unique") == (flags.running.unique == true))
    }
  }
}
