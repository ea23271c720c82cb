import Curl
import Locking
import Testing

@testable import SwoopCore

@Suite struct ResolverTests {
  private let address = IPAddress(v4: 0x0A00_0001)

  @Test func `as many names are looked up at once as there are threads, and no more`() async throws
  {
    let gate = Monitor((now: 0, most: 0, isOpen: false))
    let resolver = Resolver(AddressPolicy()) { _ in
      gate.update {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      gate.wait { $0.isOpen ? () : nil }
      gate.update { $0.now -= 1 }
      return .init(answer: .success([IPAddress(v4: 1)]), isLasting: true)
    }
    let answers = Monitor(0)
    for number in 1...200 {
      resolver.lookUp("name\(number)", until: .now + .seconds(60)) { answer in
        #expect(answer == .success([IPAddress(v4: 1)]))
        answers.update { $0 += 1 }
      }
    }
    #expect(await eventually { gate.withLock { $0.now } == Resolver.threads })
    gate.update { $0.isOpen = true }
    try await onThread { answers.wait { $0 == 200 ? () : nil } }
    #expect(gate.withLock { $0.most } == Resolver.threads)
    #expect(resolver.known("name7") == .success([IPAddress(v4: 1)]))
    resolver.close()
  }

  @Test func `names whose servers are silent do not keep others waiting`() async throws {
    let gate = Monitor(false)
    let resolver = Resolver(AddressPolicy()) { name in
      if name.hasPrefix("silent") { gate.wait { $0 ? () : nil } }
      return .init(answer: .success([IPAddress(v4: 1)]), isLasting: true)
    }
    for number in 1...Resolver.threads * 3 {
      resolver.lookUp("silent\(number)", until: .now + .seconds(600)) { _ in }
    }
    let found = Monitor<NameTable.Answer?>(nil)
    resolver.lookUp("quick", until: .now + .seconds(600)) { answer in found.update { $0 = answer } }
    let answer = try await onThread { found.wait { $0 } }
    #expect(answer == .success([IPAddress(v4: 1)]))
    gate.update { $0 = true }
    resolver.close()
  }

  @Test func `who waits is answered at the deadline, and when all is cancelled`() async throws {
    let gate = Monitor(false)
    let resolver = Resolver(AddressPolicy()) { _ in
      gate.wait { $0 ? () : nil }
      return .init(answer: .success([]), isLasting: true)
    }
    #expect(try await ask(resolver, "slow", within: .milliseconds(20)).kind == .timeout)
    let kinds = Monitor<[FetchError.Kind]>([])
    resolver.lookUp("slow", until: .now + .seconds(60)) { answer in
      if case .failure(let error) = answer { kinds.update { $0.append(error.kind) } }
    }
    resolver.cancel()
    #expect(kinds.withLock { $0 } == [.interrupted])
    #expect(try await ask(resolver, "other", within: .seconds(60)).kind == .interrupted)
    // A look-up that is under way does not hold up the end.
    resolver.close()
    gate.update { $0 = true }
  }

  @Test func `addresses that are refused are left out`() async throws {
    let resolver = Resolver(AddressPolicy(isPublicOnly: true)) { name in
      let inner = IPAddress(v4: 0x0A00_0001)
      let addresses =
        switch name {
        case "mixed": [inner, IPAddress(v4: 0x0808_0808)]
        case "nothing": [IPAddress]()
        default: [inner]
        }
      return .init(answer: .success(addresses), isLasting: true)
    }
    let error = try await ask(resolver, "inner", within: .seconds(60))
    #expect(error.kind == .blockedAddress)
    #expect(error.message == "inner has the address 10.0.0.1, which is private (RFC 1918)")
    #expect(try await ask(resolver, "nothing", within: .seconds(60)).kind == .dns)
    _ = try await ask(resolver, "mixed", within: .seconds(60))
    #expect(resolver.known("mixed") == .success([IPAddress(v4: 0x0808_0808)]))
    resolver.close()
  }

  @Test func `an address needs no look-up, and a proxy does without`() {
    let resolver = Resolver(AddressPolicy(isPublicOnly: true)) { _ in
      Issue.record("nothing is to be looked up")
      return .init(answer: .success([]), isLasting: true)
    }
    #expect(resolver.known("8.8.8.8") == .success([]))
    #expect(resolver.known("[2606:4700::1111]") == .success([]))
    #expect(resolver.known("example.org", isLeftToProxy: true) == .success([]))
    for host in [
      "127.0.0.1", "[::1]", "[fe80::1%25eth0]", "localhost", "a.localhost", "localhost.",
      "a.localhost.",
    ] {
      guard case .failure(let error)? = resolver.known(host) else {
        Issue.record("\(host) is not refused")
        continue
      }
      #expect(error.kind == .blockedAddress)
    }
    resolver.close()
  }

  @Test func `the system knows addresses, and says why there are none`() throws {
    let found = try AddressLookup.system("127.0.0.1").answer.get()
    #expect(found == [IPAddress(v4: 0x7F00_0001)])
    let missing = AddressLookup.system("no-such-host.invalid")
    guard case .failure(let error) = missing.answer else {
      Issue.record("it was found")
      return
    }
    #expect(error.kind == .dns)
    #expect(error.message.hasPrefix("the name no-such-host.invalid could not be looked up: "))
  }

  /// The answer, which is expected to be a failure.
  private func ask(
    _ resolver: Resolver, _ name: String, within time: Duration
  ) async throws -> FetchError {
    let found = Monitor<NameTable.Answer?>(nil)
    resolver.lookUp(name, until: .now + time) { answer in found.update { $0 = answer } }
    let answer = try await onThread { found.wait { $0 } }
    guard case .failure(let error) = answer else { return FetchError(.internal, "\(answer)") }
    return error
  }
}
